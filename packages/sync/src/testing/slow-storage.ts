import { dexieStorage } from '../database/dexie-storage.ts';
import type { LocalStorage } from '../database/local-database.ts';
import { oneTurn } from './fake-server.ts';

const CALLS = ['bulkWrite', 'query', 'findDocumentsById'] as const;

/**
 * The real storage, in which each call on one collection begins and ends `turns` turns of the event loop later:
 * everything else in progress comes in between.
 */
export function slowStorage(slow: string, turns: () => number, name = 'dexie'): LocalStorage {
  const inner: LocalStorage = dexieStorage();
  const wait = async () => {
    for (let left = turns(); left > 0; left -= 1) await oneTurn();
  };
  const createStorageInstance: LocalStorage['createStorageInstance'] = async (params) => {
    const instance = await inner.createStorageInstance(params);
    if (params.collectionName !== slow) return instance;
    for (const call of CALLS) {
      const original = (instance[call] as (...args: unknown[]) => Promise<unknown>).bind(instance);
      (instance[call] as unknown) = async (...args: unknown[]) => {
        await wait();
        const result = await original(...args);
        await wait();
        return result;
      };
    }
    return instance;
  };
  return { ...inner, name, createStorageInstance };
}
