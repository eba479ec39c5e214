import { t, textForCode } from '@marginiq/ui/messages';
import type { SessionFailure } from '../../../bridge/bridge.ts';

/** Why signing in did not work, for the person. A wait is told by its length: this device's clock may be wrong. */
export function faultText({ fault, waitSeconds }: SessionFailure): string {
  if (fault === 'locked' && waitSeconds !== undefined) {
    return t('session.lockedFor', { count: Math.ceil(waitSeconds / 60) });
  }
  return textForCode('session.fault', fault) ?? t('session.fault.failed');
}
