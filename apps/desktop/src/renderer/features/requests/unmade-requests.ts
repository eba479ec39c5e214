import type { OutboxEntry } from '@marginiq/sync/outbox/outbox-entry';
import { commandOf, type RequestView } from '@marginiq/sync/replica/overlay';

export interface UnmadeRequest {
  entry: OutboxEntry;
  requestId: string;
}

/**
 * New requests that are no requests: the server refused them, or this device sees that it will. They are in no document,
 * and would be missing where their person looks for them.
 */
export function unmadeRequests(entries: readonly OutboxEntry[], views: readonly RequestView[]): UnmadeRequest[] {
  const made = new Set(views.map(({ request }) => request.id));
  return entries.flatMap((entry) => {
    if (entry.state === 'accepted') return [];
    const command = commandOf(entry);
    if (command?.type !== 'request.submit' || made.has(command.args.requestId)) return [];
    return [{ entry, requestId: command.args.requestId }];
  });
}
