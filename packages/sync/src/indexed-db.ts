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

export async function deleteIndexedDb(name: string): Promise<void> {
  await idbResult(indexedDB.deleteDatabase(name));
}
