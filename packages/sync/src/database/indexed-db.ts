/** RxDB keeps each collection of a database in an IndexedDB of its own, whose name ends in version and collection. */
const prefixOf = (databaseName: string) => `rxdb-dexie-${databaseName}--`;

export function idbResult<T>(idb: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    idb.onsuccess = () => resolve(idb.result);
    idb.onerror = () => reject(idb.error ?? new Error('IndexedDB failed'));
  });
}

/** Every IndexedDB that belongs to a local database, of whatever schema version. */
export async function indexedDbsOf(databaseName: string): Promise<string[]> {
  const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
  return names.filter((name) => name.startsWith(prefixOf(databaseName)));
}

/** What an interrupted repair had put aside in separate databases; oldest first. */
export async function placesAsideOf(databaseName: string): Promise<string[]> {
  const prefix = `rxdb-dexie-${asideName(databaseName, '')}`;
  const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
  const numbers = names
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number.parseInt(name.slice(prefix.length), 10));
  return [...new Set(numbers)].sort((a, b) => a - b).map((number) => asideName(databaseName, number));
}

/**
 * Every place that may hold a person's commands: the local database, and what an interrupted repair had put aside from it.
 * The database comes last, because its content is the newest. Counting, listing and deleting all go through every one of
 * them.
 */
export async function placesOf(databaseName: string): Promise<string[]> {
  return [...(await placesAsideOf(databaseName)), databaseName];
}

export const asideName = (databaseName: string, number: number | '') => `${databaseName}~repair-${number}`;

export async function deleteStoresOf(databaseName: string): Promise<void> {
  for (const one of await indexedDbsOf(databaseName)) await deleteIndexedDb(one);
}

export async function deleteIndexedDb(name: string): Promise<void> {
  await idbResult(indexedDB.deleteDatabase(name));
}

/**
 * Opens an IndexedDB that exists. Opening one by its name alone would make an empty one if another window has deleted it
 * meanwhile, and an empty one looks like one that cannot be read.
 * @returns null if there is none
 */
export async function openExisting(name: string): Promise<IDBDatabase | null> {
  const opening = indexedDB.open(name);
  let isNew = false;
  opening.onupgradeneeded = () => {
    isNew = true;
    opening.transaction?.abort();
  };
  try {
    return await idbResult(opening);
  } catch (error) {
    if (isNew) return null;
    throw error;
  }
}

/** An earlier version left such a one behind: it opened what had just been deleted. */
const isLeftover = ({ version, objectStoreNames }: IDBDatabase) => version === 1 && objectStoreNames.length === 0;

/**
 * A collection's rows as RxDB's storage wrote them, without those that it deleted; none if the database is gone, null if only
 * the store in it is.
 */
export async function readRawRows(name: string): Promise<unknown[] | null> {
  const opened = await openExisting(name);
  if (opened === null) return [];
  try {
    if (isLeftover(opened)) return [];
    if (!opened.objectStoreNames.contains('docs')) return null;
    const rows: unknown[] = await idbResult(opened.transaction('docs', 'readonly').objectStore('docs').getAll());
    // '1' means true: IndexedDB cannot index booleans.
    return rows.filter((row) => (row as { _deleted?: unknown })._deleted !== '1');
  } finally {
    opened.close();
  }
}
