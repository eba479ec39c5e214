import { dexieStorage } from '../database/dexie-storage.ts';
import type { LocalStorage } from '../database/local-database.ts';

/** Called before each write of documents; what it throws is what the write fails with. */
export type BeforeWrite = (write: { collection: string; ids: string[] }) => void;

/** The real storage with a port in front of its writes. */
export function storageWith(beforeWrite: BeforeWrite): LocalStorage {
  const inner: LocalStorage = dexieStorage();
  const createStorageInstance: LocalStorage['createStorageInstance'] = async (params) => {
    const instance = await inner.createStorageInstance(params);
    const write = instance.bulkWrite.bind(instance);
    instance.bulkWrite = async (rows, context) => {
      const ids = rows.map(({ document }) => String((document as { id?: unknown }).id));
      beforeWrite({ collection: params.collectionName, ids });
      return write(rows, context);
    };
    return instance;
  };
  return { ...inner, createStorageInstance };
}

/**
 * For a second window in the same process: RxDB refuses to open a database twice under one storage name, so the
 * second goes by another. It is the same IndexedDB, and the two tell each other of their changes as windows do; unless
 * it is `deaf`, as every window is for the moment in which the message is on its way.
 */
export function storageOfWindow(window: number, { deaf = false } = {}): LocalStorage {
  const inner: LocalStorage = dexieStorage();
  return {
    ...inner,
    name: `dexie-window-${window}`,
    createStorageInstance: (params) => inner.createStorageInstance(deaf ? { ...params, multiInstance: false } : params),
  };
}
