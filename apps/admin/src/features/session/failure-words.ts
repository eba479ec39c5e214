import { callErrorIn } from '@marginiq/contract/call-error';
import type { AppRouter } from '@marginiq/server/procedures/router';
import { t, textForCode, withReference } from '@marginiq/ui/messages';
import { isTRPCClientError } from '@trpc/client';

/** Words for whatever a call failed with, by its code; the server's own text is for the log. */
export function failureWords(error: unknown): string {
  const data = isTRPCClientError<AppRouter>(error) ? error.data : undefined;
  if (data?.code === undefined) return t('general.offline');
  const told = callErrorIn(data);
  if (told?.code === 'maintenance' && told.waitSeconds !== undefined) {
    return t('adminSession.maintenanceFor', { count: Math.ceil(told.waitSeconds / 60) });
  }
  if (told?.code === 'signInLocked') {
    return t('adminSession.lockedFor', { count: Math.ceil(told.waitSeconds / 60) });
  }
  const ofCode = told === null ? null : textForCode('callError', told.code);
  // A code of a later server, or a server that names none.
  const text = ofCode ?? textForCode('adminSession.error', data.code);
  // Only for unexpected failures: whoever helps finds it in the server's log.
  const isExpected = text !== null && data.code !== 'INTERNAL_SERVER_ERROR';
  return isExpected ? text : withReference(text ?? t('adminSession.unknown'), data.requestId);
}
