import {
  deleteIndexedDb,
  idbResult,
  indexedDbsOf,
  openExisting,
  placesOf,
  readRawRows,
} from '@marginiq/sync/indexed-db';
import { deleteLocalDatabase } from '@marginiq/sync/local-database';
import type { EntryState } from '@marginiq/sync/outbox-entry';
import { asOutboxRow } from '@marginiq/sync/row';
import { stateOf } from '@marginiq/sync/sealed-entries';
import { z } from 'zod';
import { type PageStorage, readJson, writeJson } from '../host/stored-json.ts';

/*
 * Taking a person's data off the device when they sign out. It may be interrupted, and another window may hold the database
 * open for a while, so it is noted first and finished at the next start.
 */

/** Signed out: everything goes but commands that were not settled. */
const LEAVING_KEY = 'marginiq.leaving';
/** Access was revoked: everything goes. */
const WIPING_KEY = 'marginiq.wiping';
type NoteKey = typeof LEAVING_KEY | typeof WIPING_KEY;
const namesSchema = z.array(z.string());

/** How long we wait for a deletion; after that it continues in the background. */
const PATIENCE_MS = 4_000;

const readNames = (storage: PageStorage, key: NoteKey) => readJson(storage, key, namesSchema) ?? [];

function note(storage: PageStorage, key: NoteKey, name: string): void {
  writeJson(storage, key, [...new Set([...readNames(storage, key), name])]);
}

function forget(storage: PageStorage, key: NoteKey, name: string): void {
  const names = readNames(storage, key);
  if (names.includes(name)) {
    writeJson(
      storage,
      key,
      names.filter((one) => one !== name),
    );
  }
}

export function noteLeaving(storage: PageStorage, name: string): void {
  note(storage, LEAVING_KEY, name);
}

export function forgetLeaving(storage: PageStorage, name: string): void {
  for (const key of [LEAVING_KEY, WIPING_KEY] as const) forget(storage, key, name);
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

/**
 * The ids of the commands whose state is wanted; null if a store of them cannot be read. The state of a single row that
 * cannot be read is null.
 */
async function commandsIn(name: string, isWanted: (state: EntryState | null) => boolean): Promise<string[] | null> {
  // A repair may have been stopped while a command was in two places: it counts once, as the newer one has it.
  const found = new Map<unknown, EntryState | null>();
  for (const one of await storesOf(name, 'commands')) {
    const rows = await readRawRows(one).catch(() => null);
    if (rows === null) return null;
    for (const raw of rows) {
      const row = asOutboxRow(raw);
      found.set(row?.id ?? raw, row === null ? null : stateOf(row));
    }
  }
  return [...found].flatMap(([id, state]) => (isWanted(state) ? [String(id)] : []));
}

/** What waits to be sent in a local database, without opening it and without its key; null if that cannot be read. */
export const unsentIds = (name: string): Promise<string[] | null> => commandsIn(name, (state) => state === 'waiting');

/** @returns null if that cannot be read */
export async function countUnsent(name: string): Promise<number | null> {
  return (await unsentIds(name))?.length ?? null;
}

/** The device's numbering stays beside the commands. */
const KEPT_ROWS = new Set(['device']);

async function clearDrafts(name: string): Promise<void> {
  const database = await openExisting(name);
  if (database === null) return;
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
  // Also one whose state cannot be read: nobody knows that it was settled.
  const unsettled = await commandsIn(name, (state) => state !== 'accepted');
  if (unsettled?.length === 0) {
    await deleteLocalDatabase(name);
    return;
  }
  for (const one of await storesOf(name, 'pages')) await deleteIndexedDb(one);
  for (const one of await storesOf(name, 'local')) await clearDrafts(one);
}

/** Resolves when the work is done, or failed, or has taken so long that another window seems to hold the data. */
async function patiently(work: Promise<void>, name: string): Promise<void> {
  const { promise: patience, resolve: goOn } = Promise.withResolvers<void>();
  const timer = setTimeout(goOn, PATIENCE_MS);
  const tried = work.catch((error: unknown) => console.warn(`${name} could not be removed yet:`, error));
  await Promise.race([tried, patience]);
  clearTimeout(timer);
}

/**
 * Removes a person's local data, which was noted before, except what they did and the server has not decided. What cannot be
 * removed in time is removed at the next start.
 *
 * @param closed when this window itself has let go of it
 */
export async function leaveLocalData(
  storage: PageStorage,
  name: string,
  closed: Promise<void> = Promise.resolve(),
): Promise<void> {
  const leaving = closed.then(() => removeLocalData(name)).then(() => forget(storage, LEAVING_KEY, name));
  await patiently(leaving, name);
}

/** Removes all of it, unsent actions too, from a device whose access was revoked; what cannot be removed in time, at the next start. */
export async function wipeLocalData(storage: PageStorage, name: string): Promise<void> {
  note(storage, WIPING_KEY, name);
  const wiping = deleteLocalDatabase(name).then(() => forget(storage, WIPING_KEY, name));
  await patiently(wiping, name);
}

/** Finishes what an earlier run could not. */
export async function finishLeaving(storage: PageStorage): Promise<void> {
  const leaving = readNames(storage, LEAVING_KEY).map((name) => leaveLocalData(storage, name));
  const wiping = readNames(storage, WIPING_KEY).map((name) => wipeLocalData(storage, name));
  await Promise.all([...leaving, ...wiping]);
}
