import {
  deleteIndexedDb,
  idbResult,
  indexedDbsOf,
  openExisting,
  placesOf,
  readRawRows,
} from '@marginiq/sync/database/indexed-db';
import { deleteLocalDatabase, personOfDatabase } from '@marginiq/sync/database/local-database';
import { isSealedWork } from '@marginiq/sync/database/local-state';
import { asOutboxRow } from '@marginiq/sync/database/row';
import type { EntryState } from '@marginiq/sync/outbox/outbox-entry';
import { stateOf } from '@marginiq/sync/outbox/sealed-entries';
import { z } from 'zod';
import type { PersonId } from '../../bridge/bridge.ts';
import { type PageStorage, readJson, writeJson } from '../host/stored-json.ts';
import { type ListedStorage, leaveSealedNotes, removeNotes } from '../host/unwritten-notes.ts';

/*
 * Taking a person's data off the device when they leave it. It may be interrupted, and another window may hold the database
 * open for a while, so it is noted first and finished at the next start.
 */

/** Signed out, deactivated, or another person signed in: everything goes but what its person alone has done (`removeLocalData`). */
const LEAVING_KEY = 'marginiq.leaving';
/** Access was revoked: everything goes. */
const WIPING_KEY = 'marginiq.wiping';
type NoteKey = typeof LEAVING_KEY | typeof WIPING_KEY;
const namesSchema = z.array(z.string());

/** How long we wait for a deletion; after that it continues in the background. */
const PATIENCE_MS = 4_000;

const readNames = (storage: PageStorage, key: NoteKey) => readJson(storage, key, namesSchema) ?? [];

/** @returns false if there is no room for it */
function note(storage: PageStorage, key: NoteKey, name: string): boolean {
  return writeJson(storage, key, [...new Set([...readNames(storage, key), name])]);
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

/** The stores of one kind of rows, in every place that may hold this person's data; the newest last. */
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

/**
 * Whether a local database holds sealed drafts or half-made decisions; found out without opening it and without its key. Which
 * of them are discarded drafts only the key tells.
 */
export async function hasUnfinishedWork(name: string): Promise<boolean> {
  const read = await Promise.all((await storesOf(name, 'local')).map(readRawRows));
  return read.some((rows) => rows?.some(isSealedWork));
}

/** The device's numbering stays beside the work. */
const isKept = (key: IDBValidKey, row: unknown): boolean => key === 'device' || isSealedWork(row);

async function clearLocalRows(store: string): Promise<void> {
  const database = await openExisting(store);
  if (database === null) return;
  try {
    if (!database.objectStoreNames.contains('docs')) return;
    const docs = database.transaction('docs', 'readwrite').objectStore('docs');
    // Both in the order of the keys.
    const [keys, rows] = await Promise.all([idbResult(docs.getAllKeys()), idbResult<unknown[]>(docs.getAll())]);
    const leaving = keys.filter((key, at) => !isKept(key, rows[at]));
    await Promise.all(leaving.map((key) => idbResult(docs.delete(key))));
  } finally {
    database.close();
  }
}

/**
 * Removes the company's data. What its person did stays until that person signs in again, who may have been signed out by
 * mistake: commands that were not settled (law 6), and what was being written, if it is sealed. In the clear it would show
 * whoever works here next what it says of customers and prices.
 * @returns whether nothing is left
 */
async function removeLocalData(name: string): Promise<boolean> {
  // Also one whose state cannot be read: nobody knows that it was settled.
  const unsettled = await commandsIn(name, (state) => state !== 'accepted');
  const isSettled = unsettled?.length === 0;
  // If it cannot be read now, nobody knows that there is none.
  const isFinished = !(await hasUnfinishedWork(name).catch(() => true));
  if (isSettled && isFinished) {
    await deleteLocalDatabase(name);
    return true;
  }
  const [pages, local, commands] = await Promise.all([
    storesOf(name, 'pages'),
    storesOf(name, 'local'),
    isSettled ? storesOf(name, 'commands') : [],
  ]);
  // Concurrently: another window may hold one of them for as long as it is open.
  await Promise.all([...[...pages, ...commands].map(deleteIndexedDb), ...local.map(clearLocalRows)]);
  return false;
}

/** Resolves when the work is done, or failed, or has taken so long that another window seems to hold the data. */
async function patiently(work: Promise<void>, name: string): Promise<void> {
  const { promise: patience, resolve: goOn } = Promise.withResolvers<void>();
  const timer = setTimeout(goOn, PATIENCE_MS);
  const tried = work.catch((error: unknown) => console.warn(`${name} could not be removed yet:`, error));
  await Promise.race([tried, patience]);
  clearTimeout(timer);
}

export interface LeavingPorts {
  storage: ListedStorage;
  /** Does nothing while that person is signed in. */
  forgetKeys: (person: PersonId) => Promise<void>;
}

/** Until this has worked the note stays, and the next start tries again. */
async function forgetKeysOf(name: string, { forgetKeys }: LeavingPorts): Promise<void> {
  const person = personOfDatabase(name);
  if (person !== null) await forgetKeys(person);
}

/**
 * Removes a person's local data, except what they alone have (`removeLocalData`). While some of that is left its keys stay
 * too, unless a sign-out has removed them: the server may have lost them, if it was restored from a backup. Noted first; what
 * cannot be removed in time is removed at the next start.
 *
 * @param closed when this window itself has let go of it
 */
export async function leaveLocalData(
  ports: LeavingPorts,
  name: string,
  closed: Promise<void> = Promise.resolve(),
): Promise<void> {
  const { storage } = ports;
  const isNoted = note(storage, LEAVING_KEY, name);
  const leave = async () => {
    await closed;
    // Signed in again meanwhile: called off.
    if (isNoted && !readNames(storage, LEAVING_KEY).includes(name)) return;
    const isNoteLeft = leaveSealedNotes(storage, name);
    if ((await removeLocalData(name)) && !isNoteLeft) await forgetKeysOf(name, ports);
    forget(storage, LEAVING_KEY, name);
  };
  await patiently(leave(), name);
}

/** Removes all of it, unsent actions too, from a device whose access was revoked; what cannot be removed in time, at the next start. */
export async function wipeLocalData(ports: LeavingPorts, name: string): Promise<void> {
  note(ports.storage, WIPING_KEY, name);
  const wipe = async () => {
    removeNotes(ports.storage, name);
    await deleteLocalDatabase(name);
    await forgetKeysOf(name, ports);
    forget(ports.storage, WIPING_KEY, name);
  };
  await patiently(wipe(), name);
}

/** Finishes what an earlier run could not. */
export async function finishLeaving(ports: LeavingPorts): Promise<void> {
  const leaving = readNames(ports.storage, LEAVING_KEY).map((name) => leaveLocalData(ports, name));
  const wiping = readNames(ports.storage, WIPING_KEY).map((name) => wipeLocalData(ports, name));
  await Promise.all([...leaving, ...wiping]);
}
