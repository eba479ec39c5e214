import { OPEN_STATUSES } from '@marginiq/contract/discount-request';
import { removeLocalRow } from './local-state.ts';
import { purgeRows } from './pulled-rows.ts';
import type { LocalRxDatabase } from './row.ts';
import { storedRows } from './stored-rows.ts';

const OPEN: ReadonlySet<unknown> = new Set(OPEN_STATUSES);

/**
 * Gives up what this device holds of requests that are closed. They come again from the server, with a reading from
 * the beginning, as soon as there is room for them.
 *
 * @returns how many were given up
 */
export async function makeRoom(database: LocalRxDatabase): Promise<number> {
  const rows = await storedRows(database.requests, {});
  const closed = rows.filter(({ doc }) => !OPEN.has(doc.status)).map(({ id }) => id);
  // First: without a cursor whatever happens next is mended by reading anew.
  await removeLocalRow(database, 'cursor');
  await purgeRows(database.requests, closed);
  // RxDB keeps what was deleted for a while; the room is needed now.
  for (const collection of [database.requests, database.commands]) await collection.storageInstance.cleanup(0);
  return closed.length;
}
