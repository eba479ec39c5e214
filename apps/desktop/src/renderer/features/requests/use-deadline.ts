import type { RequestView } from '@marginiq/sync/replica/overlay';
import { MINUTE_MS, useNow } from '../../app/use-now.ts';
import { useFormats } from '../../app/workspace-context.ts';
import { type Deadline, deadlineOf } from './deadline.ts';

/** Until when somebody has to decide, or the sale has to be won; null while the server has not confirmed it. */
export function useDeadline({ request, pending }: RequestView): Deadline | null {
  const now = useNow(MINUTE_MS);
  const formats = useFormats();
  return pending.length > 0 ? null : deadlineOf(request, { now, formats });
}
