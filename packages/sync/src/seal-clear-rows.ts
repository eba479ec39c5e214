import type { RxCollection } from 'rxdb';
import { isClearRow, sealLocalRow } from './local-state.ts';
import { asEntry, type OutboxEntry } from './outbox-entry.ts';
import { type LocalRow, type LocalRxDatabase, type OutboxRow, sealerOf } from './row.ts';
import { clearEntryOf, sealEntry } from './sealed-entries.ts';
import { isSealed } from './sealer.ts';
import { storedRows } from './stored-rows.ts';

const CONTEXT = 'marginiq-seal';

/**
 * Seals the device's own rows that are stored in the clear: an earlier version wrote them, or a session without a key. Each row is
 * replaced in one step and can be read before and after, so a stop in between loses nothing, and the next opening continues. The
 * pages are sealed by the replica, which reads them anyway. What the disk held before goes when the browser next tidies its
 * files.
 */
export async function sealClearRows(database: LocalRxDatabase): Promise<void> {
  const sealer = sealerOf(database);
  if (!sealer.isSealing) return;
  await replace(database.commands, needsSealing, (row) => sealEntry(readableEntryOf(row), sealer));
  await replace(database.local, isOpenLocalRow, (row) => sealLocalRow(database, { id: row.id, doc: clearDocOf(row) }));
}

/** Written by a session without a key: its JSON is where the sealed text would be. */
const isPlain = (sealed: unknown): sealed is string => typeof sealed === 'string' && !isSealed(sealed);

const needsSealing = (row: OutboxRow) =>
  clearEntryOf(row) !== null || ('sealed' in row.entry && isPlain(row.entry.sealed));

/** @throws if it is no entry: sealed again, it would lose what this version does not know of it, its id perhaps */
function readableEntryOf(row: OutboxRow): OutboxEntry {
  const entry = 'sealed' in row.entry ? asEntry(JSON.parse(row.entry.sealed), row.id) : clearEntryOf(row);
  if (entry === null) throw new Error(`the command ${row.id} cannot be read`);
  return entry;
}

const isOpenLocalRow = (row: LocalRow) => isClearRow(row) || isPlain(row.doc.sealed);

const clearDocOf = ({ doc }: LocalRow): Record<string, unknown> => (isPlain(doc.sealed) ? JSON.parse(doc.sealed) : doc);

async function replace<Row extends { id: string }>(
  collection: RxCollection<Row>,
  isOpen: (row: Row) => boolean,
  seal: (row: Row) => Promise<Row>,
): Promise<void> {
  const open = (await storedRows(collection, {})).filter(isOpen);
  if (open.length === 0) return;
  const sealing = open.map(async (previous) => ({ previous, document: { ...previous, ...(await seal(previous)) } }));
  // One that is damaged stays as it is, and is counted where it is read.
  const sealed = (await Promise.allSettled(sealing)).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  // Another window that writes one of them in the meantime seals it. A full disk leaves them as they are.
  await collection.storageInstance.bulkWrite(sealed as never, CONTEXT).catch(() => undefined);
}
