import { z } from 'zod';
import { type KeyRing, ringOfOne } from '../../bridge/key-ring.ts';
import { type PassphraseSeal, passphraseSealSchema } from '../../bridge/passphrase.ts';
import { type HeldKey, holdKey } from './held-key.ts';

/** What a browser keeps of a person besides their profile: see `browser-keys.ts`. */
export type KeptKeys = RingRecord | SealedRecord | LeftRecord;

interface AnyRecord {
  /** Differs with each write, so that a late one changes nothing. */
  version: string;
  /** What passphrases had sealed when their person signed in by password instead. Keys in there may be needed yet. */
  aside: PassphraseSeal[];
}

/**
 * The keys of somebody who has signed out that no sign-in may bring back. They are removed with the last of that
 * person's data.
 */
export interface LeftRecord extends AnyRecord {
  kind: 'left';
  keys: HeldKey[];
}

/** Keys that are ready for use; a cookie keeps the session. */
export interface RingRecord extends AnyRecord {
  kind: 'ring';
  ring: KeyRing<HeldKey>;
}

/** A passphrase seals keys and refresh token. */
export interface SealedRecord extends AnyRecord {
  kind: 'sealed';
  seal: PassphraseSeal;
  /** Keys of before there was a passphrase. They open what was sealed then, and seal nothing. */
  bare: HeldKey[];
  /** The ids of those keys, in the seal or bare, that the server did not return. */
  deviceOnly: string[];
}

/** Where a browser keeps the keys of its people's local data; a test passes its own. */
export interface KeyStore {
  get: (name: string) => Promise<KeptKeys | 'damaged' | null>;
  /**
   * @param over the version that it replaces, null if nothing is kept; absent for whatever is kept
   * @returns false, and nothing has changed, if something else is now kept
   */
  set: (name: string, kept: KeptKeys, over?: string | null) => Promise<boolean>;
  /** @param only the version that is meant; absent for whatever is kept */
  remove: (name: string, only?: string) => Promise<void>;
}

const cryptoKeySchema = z.custom<CryptoKey>((value) => value instanceof CryptoKey);
const heldKeySchema = z.object({ id: z.string(), key: cryptoKeySchema });
const anySchema = z.object({ version: z.string(), aside: z.array(passphraseSealSchema) });
const ringSchema = z.object({
  current: heldKeySchema,
  earlier: z.array(heldKeySchema),
  deviceOnly: z.array(heldKeySchema),
  mayHoldClear: z.boolean(),
});
const keptSchema = z.discriminatedUnion('kind', [
  anySchema.extend({ kind: z.literal('ring'), ring: ringSchema }),
  anySchema.extend({
    kind: z.literal('sealed'),
    seal: passphraseSealSchema,
    bare: z.array(heldKeySchema),
    deviceOnly: z.array(z.string()),
  }),
  anySchema.extend({ kind: z.literal('left'), keys: z.array(heldKeySchema) }),
]);
/**
 * Of earlier versions: one key, ready for use. What a passphrase sealed then was less protected than it seemed, and
 * counts as damaged: its person signs in again.
 */
const oneKeySchema = z.object({ kind: z.literal('key'), key: cryptoKeySchema });

/** Earlier versions wrote none. */
const versionOf = (stored: unknown): string | null =>
  stored === undefined ? null : (z.object({ version: z.string() }).safeParse(stored).data?.version ?? '');

async function toKept(stored: unknown): Promise<KeptKeys | 'damaged' | null> {
  if (stored === undefined) return null;
  const one = oneKeySchema.safeParse(stored);
  if (!one.success) return keptSchema.safeParse(stored).data ?? 'damaged';
  return { kind: 'ring', version: '', aside: [], ring: ringOfOne(await holdKey(one.data.key)) };
}

const DATABASE = 'marginiq-keys';
const STORE = 'keys';

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the key store failed'));
  });
}

const completed = (transaction: IDBTransaction) =>
  new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('the key store failed'));
  });

/** Keys, in a separate IndexedDB: a repair of the local data does not touch them. */
export function indexedDbKeys(idb: IDBFactory): KeyStore {
  const run = async <T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => Promise<T>): Promise<T> => {
    const opening = idb.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    const database = await result(opening);
    try {
      const transaction = database.transaction(STORE, mode, { durability: 'strict' });
      const [done] = await Promise.all([work(transaction.objectStore(STORE)), completed(transaction)]);
      return done;
    } finally {
      database.close();
    }
  };
  const read = (store: IDBObjectStore, name: string) => result<unknown>(store.get(name));
  return {
    get: async (name) => toKept(await run('readonly', (store) => read(store, name))),
    set: (name, kept, over) =>
      run('readwrite', async (store) => {
        if (over !== undefined && versionOf(await read(store, name)) !== over) return false;
        await result(store.put(kept, name));
        return true;
      }),
    remove: (name, only) =>
      run('readwrite', async (store) => {
        if (only === undefined || versionOf(await read(store, name)) === only) await result(store.delete(name));
      }),
  };
}
