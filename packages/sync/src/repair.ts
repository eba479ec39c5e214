import { deleteLocalDatabase, type LocalStorage, openLocalDatabase } from './local-database.ts';
import { Outbox, type OutboxPorts } from './outbox.ts';
import { type OutboxEntry, outboxEntrySchema } from './outbox-entry.ts';

/** What could be read of a damaged database's outbox. */
export interface Rescued {
  /** Commands that were not settled, in the order in which the user acted. */
  entries: OutboxEntry[];
  /** Rows of the outbox that could not be read as commands. */
  unreadable: number;
  /** False where the outbox itself could not be found: nothing can be said about what it held. */
  found: boolean;
}

function request<T>(idb: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    idb.onsuccess = () => resolve(idb.result);
    idb.onerror = () => reject(idb.error ?? new Error('IndexedDB failed'));
  });
}

/** Finds the entry in a raw row, which holds it as RxDB's storage wrote it. */
function toEntry(row: unknown): OutboxEntry | null {
  if (typeof row !== 'object' || row === null) return null;
  const parsed = outboxEntrySchema.safeParse((row as { entry?: unknown }).entry);
  return parsed.success ? parsed.data : null;
}

async function readRawRows(name: string): Promise<unknown[]> {
  const opened = await request(indexedDB.open(name));
  try {
    const stores = [...opened.objectStoreNames];
    const store = stores.find((candidate) => candidate === 'docs');
    if (store === undefined) return [];
    return await request(opened.transaction(store, 'readonly').objectStore(store).getAll());
  } finally {
    opened.close();
  }
}

/**
 * Reads what waits in a database that RxDB can not open any more, straight from IndexedDB, without changing
 * anything. This is the preview of a repair, and its backup.
 */
export async function rescueOutbox(databaseName: string): Promise<Rescued> {
  const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
  const outboxes = names.filter((name) => name.includes(databaseName) && name.endsWith('--commands'));
  const rows: unknown[] = [];
  let found = false;
  for (const name of outboxes) {
    try {
      const read = await readRawRows(name);
      found = true;
      rows.push(...read.filter((row) => (row as { _deleted?: unknown })._deleted !== '1'));
    } catch {
      // This store is beyond reading; `found` stays false unless another one answers.
    }
  }
  const entries = rows.flatMap((row) => toEntry(row) ?? []);
  entries.sort((a, b) => a.command.deviceSeq - b.command.deviceSeq);
  return { entries, unreadable: rows.length - entries.length, found };
}

/**
 * Makes the local database anew and puts the rescued commands back. The server's data comes again by itself. If this
 * is interrupted, the commands are still in `rescued`, which the caller keeps as a backup until it is done.
 *
 * @returns how many commands are back in the outbox
 */
export async function repairLocalDatabase(
  databaseName: string,
  rescued: Rescued,
  { ports, storage }: { ports: OutboxPorts; storage?: LocalStorage },
): Promise<number> {
  await deleteLocalDatabase(databaseName, storage);
  const database = await openLocalDatabase(databaseName, storage);
  try {
    return await new Outbox(database, ports).restore(rescued.entries);
  } finally {
    await database.close();
  }
}
