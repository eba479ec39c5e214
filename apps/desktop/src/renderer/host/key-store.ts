import { fromBase64Url } from '../../bridge/base64url.ts';
import { type PassphraseSeal, passphraseSealSchema } from '../../bridge/passphrase.ts';

/** What is kept of a person's key: ready for use, or sealed by a passphrase. */
export type KeptKey = { kind: 'key'; key: CryptoKey } | { kind: 'sealed'; seal: PassphraseSeal };

/** Where a browser keeps the keys of its people's local data; a test hands in its own. */
export interface KeyStore {
  get: (name: string) => Promise<KeptKey | null>;
  set: (name: string, kept: KeptKey) => Promise<void>;
  remove: (name: string) => Promise<void>;
}

/**
 * A key that scripts may use but never read. The browser stores it as it is in its profile, so this does not stop somebody who
 * copies the disk.
 */
export function importLocalKey(base64url: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', fromBase64Url(base64url), 'AES-GCM', false, ['encrypt', 'decrypt']);
}

const DATABASE = 'marginiq-keys';
const STORE = 'keys';

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the key store failed'));
  });
}

/** Keys, in a separate IndexedDB: a repair of the local data does not touch them. */
export function indexedDbKeys(idb: IDBFactory): KeyStore {
  const run = async <T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> => {
    const opening = idb.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    const database = await result(opening);
    try {
      return await result(work(database.transaction(STORE, mode).objectStore(STORE)));
    } finally {
      database.close();
    }
  };
  return {
    get: async (name) => toKept(await run('readonly', (store) => store.get(name))),
    set: async (name, kept) => void (await run('readwrite', (store) => store.put(kept, name))),
    remove: async (name) => void (await run('readwrite', (store) => store.delete(name))),
  };
}

function toKept(value: unknown): KeptKey | null {
  if (typeof value !== 'object' || value === null) return null;
  const { kind, key, seal } = value as Record<string, unknown>;
  if (kind === 'key' && key instanceof CryptoKey) return { kind, key };
  const parsed = passphraseSealSchema.safeParse(seal);
  return kind === 'sealed' && parsed.success ? { kind, seal: parsed.data } : null;
}
