import type { AppRouter } from '@marginiq/server/procedures/router';
import { t, textForCode, withReference } from '@marginiq/ui/messages';
import { isTRPCClientError } from '@trpc/client';

/** Words for whatever a call failed with, by its code; the server's own text is for the log. */
export function failureWords(error: unknown): string {
  const data = isTRPCClientError<AppRouter>(error) ? error.data : undefined;
  if (data?.code === undefined) return t('general.offline');
  if (data.steer === 'maintenance') {
    if (data.waitSeconds === undefined) return t('adminSession.maintenance');
    return t('adminSession.maintenanceFor', { count: Math.ceil(data.waitSeconds / 60) });
  }
  if (data.waitSeconds !== undefined) return t('adminSession.lockedFor', { count: Math.ceil(data.waitSeconds / 60) });
  const refusal = data.refusal === undefined ? null : textForCode('adminSession.refusal', data.refusal);
  if (refusal !== null) return refusal;
  const text = textForCode('adminSession.error', data.code);
  // Only for unexpected failures: whoever helps finds it in the server's log.
  const isExpected = text !== null && data.code !== 'INTERNAL_SERVER_ERROR';
  return isExpected ? text : withReference(text ?? t('adminSession.unknown'), data.requestId);
}
