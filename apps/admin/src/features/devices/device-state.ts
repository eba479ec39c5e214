import { t } from '@marginiq/ui/messages';
import type { Trpc } from '../session/admin-session.ts';

export type DeviceView = Awaited<ReturnType<Trpc['admin']['devices']['query']>>[number];

/** Where a device stands with the company, in words. */
export function deviceState({ revokedAt, wipedAt, unsentAtWipe }: DeviceView): {
  label: string;
  color: string;
  detail: string | null;
} {
  if (revokedAt === null) return { label: t('adminDevices.inUse'), color: 'pine', detail: null };
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
