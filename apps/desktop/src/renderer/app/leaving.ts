import { deleteIndexedDb, idbResult, indexedDbsOf, placesOf, readRawRows } from '@marginiq/sync/indexed-db';
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

/** The stores of one kind of rows, in every place where this person's data may stand; the newest last. */
async function storesOf(name: string, collection: 'commands' | 'pages' | 'local'): Promise<string[]> {
  const stores = await Promise.all((await placesOf(name)).map(indexedDbsOf));
  return stores.flatMap((place) =>
    place
      .filter((store) => store.endsWith(`--${collection}`))
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true })),
  );
}

/** A command's id, and how far it is, as its row says in the clear, whatever else of it is sealed. */
function stateOf(row: unknown): [id: unknown, state: unknown] {
  const { id, state, entry } = row as { id?: unknown; state?: unknown; entry?: { state?: unknown } };
  return [id, state ?? entry?.state];
}

async function countCommands(name: string, states: readonly string[]): Promise<number | null> {
  // A repair may have been stopped while a command stood in two places: it is counted once, as the newer one has it.
  const found = new Map<unknown, unknown>();
  for (const one of await storesOf(name, 'commands')) {
    const rows = await readRawRows(one).catch(() => null);
    if (rows === null) return null;
    for (const [id, state] of rows.map(stateOf)) found.set(id, state);
  }
  return [...found.values()].filter((state) => states.includes(String(state))).length;
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
  for (const one of await storesOf(name, 'pages')) await deleteIndexedDb(one);
  for (const one of await storesOf(name, 'local')) await clearDrafts(one);
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
