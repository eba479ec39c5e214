import { t, textForCode, withReference } from '@marginiq/ui/messages';
import type { SignInFailure } from './sign-in-here.ts';

/** Why signing in failed, for the person. A wait is stated as a duration: this device's clock may be wrong. */
export function faultText({ fault, waitSeconds, removedUnsent, reference }: SignInFailure): string {
  if (fault === 'locked' && waitSeconds !== undefined) {
    return t('session.lockedFor', { count: Math.ceil(waitSeconds / 60) });
  }
  if (fault === 'maintenance' && waitSeconds !== undefined) {
    return t('session.maintenanceFor', { count: Math.ceil(waitSeconds / 60) });
  }
  const text = withReference(textForCode('session.fault', fault) ?? t('session.fault.failed'), reference);
  if (removedUnsent === undefined) return text;
  const removed =
    removedUnsent === null ? t('session.removedUnknown') : t('session.removedUnsent', { count: removedUnsent });
  return `${text} ${removed}`;
}
