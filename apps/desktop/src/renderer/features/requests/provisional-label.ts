import type { RequestView } from '@marginiq/sync/replica/overlay';
import { t, textForCode } from '@marginiq/ui/messages';

/** The label of a request with unconfirmed actions, or null when the server has confirmed everything. */
export function provisionalLabel({ request, pending }: RequestView): string | null {
  const last = pending.at(-1);
  if (last === undefined) return null;
  return (
    textForCode('pending', last.type === 'request.recordSale' ? request.sale : request.status) ?? t('pending.other')
  );
}
