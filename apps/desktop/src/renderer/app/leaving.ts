import { deleteIndexedDb, idbResult, indexedDbsOf, readRawRows } from '@marginiq/sync/indexed-db';
import { deleteLocalDatabase } from '@marginiq/sync/local-database';
import { z } from 'zod';
import { type PageStorage, readJson, writeJson } from '../host/stored-json.ts';

/*
 * Taking a person's data off the device when they sign out. It may be interrupted, and another window may hold the database
 * open for a while, so it is noted first and finished at the next start.
 */

const LEAVING_KEY = 'marginiq.leaving';
const namesSchema = z.array(z.string());

/** How long we wait for a deletion; after that it continues in the background. */
const PATIENCE_MS = 4_000;

const readNames = (storage: PageStorage) => readJson(storage, LEAVING_KEY, namesSchema) ?? [];

export function noteLeaving(storage: PageStorage, name: string): void {
  writeJson(storage, LEAVING_KEY, [...new Set([...readNames(storage), name])]);
}

export function forgetLeaving(storage: PageStorage, name: string): void {
  writeJson(
    storage,
    LEAVING_KEY,
    readNames(storage).filter((one) => one !== name),
  );
}

const isOf = (collection: string) => (name: string) => name.endsWith(`--${collection}`);

/** How far a command is, as its row says in the clear, whatever else of it is sealed. */
function stateOf(row: unknown): unknown {
  const { state, entry } = row as { state?: unknown; entry?: { state?: unknown } };
  return state ?? entry?.state;
}

async function countCommands(name: string, states: readonly string[]): Promise<number | null> {
  let count = 0;
  for (const one of (await indexedDbsOf(name)).filter(isOf('commands'))) {
    const rows = await readRawRows(one).catch(() => null);
    if (rows === null) return null;
    count += rows.filter((row) => states.includes(String(stateOf(row)))).length;
  }
  return count;
}

/**
 * Counts what waits to be sent in a local database, without opening it and without its key.
 * @returns null if that cannot be read
 */
export const countUnsent = (name: string): Promise<number | null> => countCommands(name, ['waiting']);

/** The device's numbering stays beside the commands. */
const KEPT_ROWS = new Set(['device']);

async function clearDrafts(name: string): Promise<void> {
  const database = await idbResult(indexedDB.open(name));
  try {
    if (!database.objectStoreNames.contains('docs')) return;
    const rows = database.transaction('docs', 'readwrite').objectStore('docs');
    for (const key of await idbResult(rows.getAllKeys())) {
      if (!KEPT_ROWS.has(String(key))) await idbResult(rows.delete(key));
    }
  } finally {
    database.close();
  }
}

/** Removes everything but commands that were not settled: those stay until their person signs in again (law 6). */
async function removeLocalData(name: string): Promise<void> {
  const unsettled = await countCommands(name, ['waiting', 'refused']);
  if (unsettled === 0) {
    await deleteLocalDatabase(name);
    return;
  }
  const databases = await indexedDbsOf(name);
  for (const one of databases.filter(isOf('pages'))) await deleteIndexedDb(one);
  for (const one of databases.filter(isOf('local'))) await clearDrafts(one);
}

/**
 * Removes a person's local data, which was noted before. Resolves when it is gone, or could not be removed, or when it has taken
 * so long that another window seems to hold it: then the next start finishes it.
 *
 * @param closed when this window itself has let go of it
 */
export async function leaveLocalData(
  storage: PageStorage,
  name: string,
  closed: Promise<void> = Promise.resolve(),
): Promise<void> {
  const { promise: patience, resolve: goOn } = Promise.withResolvers<void>();
  const timer = setTimeout(goOn, PATIENCE_MS);
  const leaving = closed
    .then(() => removeLocalData(name))
    .then(
      () => forgetLeaving(storage, name),
      (error: unknown) => console.warn(`${name} could not be removed yet:`, error),
    );
  await Promise.race([leaving, patience]);
  clearTimeout(timer);
}

/** Finishes what an earlier run could not. */
export async function finishLeaving(storage: PageStorage): Promise<void> {
  await Promise.all(readNames(storage).map((name) => leaveLocalData(storage, name)));
}
