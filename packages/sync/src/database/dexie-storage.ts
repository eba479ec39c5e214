import { getRxStorageDexie, type RxStorageInstanceDexie } from 'rxdb/plugins/storage-dexie';
import type { LocalStorage } from './local-database.ts';

type Settings = NonNullable<Parameters<typeof getRxStorageDexie>[0]>;
type Dexie = Parameters<NonNullable<Settings['onCreate']>>[0];

/**
 * RxDB's storage on IndexedDB, which can be opened again after it failed to open.
 *
 * RxDB remembers the promise of each name's database, even one that failed, and gives whoever opens that name next the
 * same failure for the lifetime of the page. So the failure is hidden from RxDB: the promise is fulfilled, the instance is
 * closed, which makes RxDB forget it, and only then is the failure thrown.
 */
export function dexieStorage(): LocalStorage {
  const failures = new WeakMap<Dexie, unknown>();
  const inner: LocalStorage = getRxStorageDexie({
    onCreate: (database: Dexie) => {
      const open = database.open.bind(database);
      database.open = () => open().catch((error: unknown) => void failures.set(database, error)) as never;
    },
  });
  const createStorageInstance: LocalStorage['createStorageInstance'] = async (params) => {
    const instance = await inner.createStorageInstance(params);
    const { dexieDb } = await (instance as unknown as RxStorageInstanceDexie<unknown>).internals;
    const failure = failures.get(dexieDb);
    if (failure === undefined) return instance;
    await instance.close();
    throw failure;
  };
  return { ...inner, createStorageInstance };
}

/** The same storage, whose instances can all be closed: what was half opened is not in the way of the next try. */
export function closable(storage: LocalStorage): { storage: LocalStorage; close: () => Promise<void> } {
  const opened: { close: () => Promise<unknown> }[] = [];
  const createStorageInstance: LocalStorage['createStorageInstance'] = async (params) => {
    const instance = await storage.createStorageInstance(params);
    opened.push(instance);
    return instance;
  };
  return {
    storage: { ...storage, createStorageInstance },
    close: async () => void (await Promise.allSettled(opened.map((instance) => instance.close()))),
  };
}
