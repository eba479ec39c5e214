import { idbResult } from '../database/indexed-db.ts';

/** The IndexedDB in which RxDB keeps one collection, as on a user's disk. */
export const physicalName = (databaseName: string, collection: string, version = 0) =>
  `rxdb-dexie-${databaseName}--${version}--${collection}`;

/** Changes the stores of an IndexedDB at a higher version than RxDB's storage knows. */
export async function rebuild(name: string, change: (database: IDBDatabase) => void): Promise<void> {
  const opening = indexedDB.open(name, 1_000);
  opening.onupgradeneeded = () => change(opening.result);
  (await idbResult(opening)).close();
}

/** RxDB can no longer open this: the rows are under a different key than the one it looks up. */
export function breakKeys(databaseName: string, collection: string): Promise<void> {
  return rebuild(physicalName(databaseName, collection), (database) => {
    database.deleteObjectStore('docs');
    database.createObjectStore('docs', { keyPath: 'other' });
  });
}

export function dropStore(databaseName: string, collection: string, store: string): Promise<void> {
  return rebuild(physicalName(databaseName, collection), (database) => database.deleteObjectStore(store));
}

/** The contents of a collection's store, including deleted rows. */
export async function rawRows(name: string): Promise<Record<string, unknown>[]> {
  const database = await idbResult(indexedDB.open(name));
  try {
    return await idbResult(database.transaction('docs', 'readonly').objectStore('docs').getAll());
  } finally {
    database.close();
  }
}

export async function writeRawRow(name: string, row: Record<string, unknown>): Promise<void> {
  const database = await idbResult(indexedDB.open(name));
  try {
    await idbResult(database.transaction('docs', 'readwrite').objectStore('docs').put(row));
  } finally {
    database.close();
  }
}

/** As if the program had laid out the pages otherwise under the same schema version: RxDB refuses to open that. */
export async function changeLayout(databaseName: string): Promise<void> {
  const internal = physicalName(databaseName, '_rxdb_internal');
  for (const row of await rawRows(internal)) {
    const data = row.data as { name?: string; schema?: object } | undefined;
    if (row.context !== 'collection' || data?.name !== 'pages') continue;
    const schema = { ...data.schema, title: 'another layout' };
    await writeRawRow(internal, { ...row, data: { ...data, schema, schemaHash: 'another' } });
  }
}
