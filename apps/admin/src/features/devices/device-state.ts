import { t } from '@marginiq/ui/messages';
import type { Trpc } from '../session/admin-session.ts';

export type DeviceView = Awaited<ReturnType<Trpc['admin']['devices']['query']>>[number];
export type DeviceStanding = Pick<DeviceView, 'revokedAt' | 'wipedAt' | 'unsentAtWipe' | 'signedIn'>;

/** A device's state in the company, in words. */
export function deviceState({ revokedAt, wipedAt, unsentAtWipe, signedIn }: DeviceStanding): {
  label: string;
  color: string;
  detail: string | null;
} {
  if (revokedAt === null) {
    return signedIn
      ? { label: t('adminDevices.inUse'), color: 'pine', detail: null }
      : { label: t('adminDevices.signedOut'), color: 'gray', detail: null };
  }
  if (wipedAt === null) {
    return {
      label: t('adminDevices.revoked'),
      color: 'orange',
      detail: t('adminDevices.revokedDetail'),
    };
  }
  const detail = t('adminDevices.unsent', { count: unsentAtWipe ?? 0 });
  return { label: t('adminDevices.wiped'), color: 'gray', detail };
}
