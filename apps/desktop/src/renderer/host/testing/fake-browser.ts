import { IDBFactory } from 'fake-indexeddb';
import { v7 } from 'uuid';
import type { PersonId } from '../../../bridge/bridge.ts';
import { NOON } from '../../../bridge/testing/bridge-acceptance.ts';
import { CHEAP_COSTS } from '../../../bridge/testing/cheap-costs.ts';
import { createBrowserBridge } from '../browser-bridge.ts';
import { indexedDbKeys, type KeyStore } from '../key-store.ts';
import { browserSessionNews, type StorageEvents } from '../session-news.ts';

/** A browser with one profile: each `start` is a window, which shares storage, keys and locks with the others. */
export function fakeBrowser() {
  const items = new Map<string, string>();
  const windows: EventTarget[] = [];
  const room = { isFull: false };
  /** The storage as one window has it: the others hear of what it writes. */
  const storageOf = (own: EventTarget) => {
    const told = (key: string, newValue: string | null) => {
      for (const other of windows) {
        if (other !== own) other.dispatchEvent(Object.assign(new Event('storage'), { key, newValue }));
      }
    };
    return {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => {
        if (room.isFull) throw new DOMException('full', 'QuotaExceededError');
        items.set(key, value);
        told(key, value);
      },
      removeItem: (key: string) => {
        items.delete(key);
        told(key, null);
      },
    };
  };
  const clock = { now: NOON };
  const store = indexedDbKeys(new IDBFactory());
  const written: string[] = [];
  const keys: KeyStore = {
    ...store,
    set: (name, kept, over) => {
      written.push(JSON.stringify(kept));
      return store.set(name, kept, over);
    },
  };
  const start = () => {
    const own = new EventTarget();
    windows.push(own);
    const storage = storageOf(own);
    return createBrowserBridge(
      {
        storage,
        locks: navigator.locks,
        keys,
        news: browserSessionNews(storage, own as unknown as StorageEvents),
        userAgent: 'Chrome/1 Linux',
        time: { now: () => clock.now, monotonic: () => 0 },
        randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
        costs: CHEAP_COSTS,
        patienceMs: 2_000,
        newId: () => v7(),
      },
      'http://host',
    );
  };
  // Whatever was written at any time: a database's old files stay on the disk for a while.
  const readableByPage = () => JSON.stringify([[...items], written]);
  const keepsKeyOf = async ({ companyId, userId }: PersonId) => (await keys.get(`${companyId}/${userId}`)) !== null;
  return { items, room, keys, start, window: start, clock, readableByPage, keepsKeyOf };
}
