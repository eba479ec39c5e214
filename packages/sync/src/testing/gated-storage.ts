import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import type { LocalStorage } from '../local-database.ts';

const CALLS = ['bulkWrite', 'query', 'findDocumentsById'] as const;

/** Something that can be stopped and goes on later: a window's main thread. */
export class Gate {
  #opened: Promise<void> = Promise.resolve();
  #open: () => void = () => undefined;
  shut = false;

  close(): void {
    if (this.shut) return;
    this.shut = true;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#opened = promise;
    this.#open = resolve;
  }

  open(): void {
    this.shut = false;
    this.#open();
  }

  /** Goes through while it is open; waits otherwise. */
  async pass(): Promise<void> {
    while (this.shut) await this.#opened;
  }
}

/** The real storage of one of several windows, whose calls begin, and tell what they found, while a gate is open. */
export function gatedStorage(window: number, gate: Gate): LocalStorage {
  const inner: LocalStorage = getRxStorageDexie();
  const createStorageInstance: LocalStorage['createStorageInstance'] = async (params) => {
    const instance = await inner.createStorageInstance(params);
    for (const call of CALLS) {
      const original = (instance[call] as (...args: unknown[]) => Promise<unknown>).bind(instance);
      (instance[call] as unknown) = async (...args: unknown[]) => {
        await gate.pass();
        const result = await original(...args);
        await gate.pass();
        return result;
      };
    }
    return instance;
  };
  return { ...inner, name: `dexie-gated-${window}`, createStorageInstance };
}
