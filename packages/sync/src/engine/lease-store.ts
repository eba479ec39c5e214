import type { LocalRow, LocalRxDatabase } from '../database/row.ts';
import { storedRow } from '../database/stored-rows.ts';

/*
 * Which of several windows on one local database may write what was pulled: the one whose term has the highest number.
 * The number is in the local database itself, so it also proves that the database can still be read, and that it is
 * still the one that this window opened.
 */

const KEY = 'lease';

/** Another window leads now. Whatever this one still wanted to write, it may not. */
export class LeaseLostError extends Error {
  override name = 'LeaseLostError';

  constructor() {
    super('another window of MarginIQ has taken over');
  }
}

/** The local database that was opened is gone: evicted or deleted, and perhaps made again, empty. */
export class LocalDataLostError extends Error {
  override name = 'LocalDataLostError';

  constructor() {
    super('the local database was deleted while it was open');
  }
}

const numberIn = (row: LocalRow | null) => Number((row?.doc as { number?: unknown } | undefined)?.number ?? 0) || 0;

/** The number of the newest term; 0 where there never was one. Read from the storage itself. */
export async function readLease(database: LocalRxDatabase): Promise<number> {
  return numberIn(await storedRow(database.local, KEY));
}

/**
 * Begins a new term. Two windows that do this at once get different numbers.
 * @throws whatever the storage throws, if the device has no room for instance
 */
export async function takeLease(database: LocalRxDatabase): Promise<number> {
  const { storageInstance } = database.local;
  for (;;) {
    const [previous] = await storageInstance.findDocumentsById([KEY], true);
    const number = numberIn(previous ?? null) + 1;
    // The wrapped storage sets revision and time itself.
    const document = {
      id: KEY,
      doc: { number },
      _deleted: false,
      _attachments: {},
      _meta: { lwt: 1 },
      _rev: '',
    } as never;
    const row = previous === undefined ? { document } : { previous, document };
    const { error } = await storageInstance.bulkWrite([row], 'marginiq-lease');
    if (error[0] === undefined) return number;
    if (error[0].status !== 409) throw new Error(`the lease could not be taken (status ${error[0].status})`);
  }
}
