import '../testing/browser-globals.ts';
import { v7 } from 'uuid';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { storageWith } from '../testing/storage.ts';
import { deleteLocalDatabase, openLocalDatabase } from './local-database.ts';
import { readLocalState, writeLocalState } from './local-state.ts';

const STATE = { nextDeviceSeq: 7 };

async function stored(): Promise<string> {
  const name = `reopened-${v7()}`;
  const database = await openLocalDatabase(name);
  await writeLocalState(database, 'device', STATE);
  await database.close();
  return name;
}

async function expectWhole(name: string): Promise<void> {
  const database = await openLocalDatabase(name);
  expect(await readLocalState(database, 'device')).toEqual(STATE);
  await database.close();
  await deleteLocalDatabase(name);
}

/** IndexedDB fails to open whatever `fails` names. */
function breakIndexedDb(fails: (name: string) => boolean): void {
  const { open } = indexedDB;
  vi.spyOn(indexedDB, 'open').mockImplementation((name, version) => {
    if (fails(name)) throw new DOMException('Internal error opening backing store.', 'UnknownError');
    return open.call(indexedDB, name, version);
  });
}

describe('a local database that could not be opened', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('a local database that could not be opened opens once IndexedDB opens again', async () => {
    const name = await stored();
    breakIndexedDb((one) => one.includes(name) && one.startsWith('rxdb-dexie-'));
    await expect(openLocalDatabase(name)).rejects.toThrow('Internal error opening backing store');
    vi.restoreAllMocks();
    await expectWhole(name);
  });

  it.each(['commands', 'pages', 'local'])(
    'a local database that could not be opened opens after the store of %s alone had failed',
    async (collection) => {
      const name = await stored();
      breakIndexedDb((one) => one.includes(name) && one.endsWith(`--${collection}`));
      await expect(openLocalDatabase(name)).rejects.toThrow('Internal error opening backing store');
      vi.restoreAllMocks();
      await expectWhole(name);
    },
  );

  it('a local database that could not be opened opens after its connections were closed in the middle of being opened', async () => {
    const name = await stored();
    const storage = storageWith(() => undefined);
    const create = storage.createStorageInstance;
    storage.createStorageInstance = async (params) => {
      const instance = await create(params);
      const { dexieDb } = await (instance.internals as unknown as Promise<{ dexieDb: { close(): void } }>);
      dexieDb.close();
      return instance;
    };
    await expect(openLocalDatabase(name, storage)).rejects.toThrow();
    await expectWhole(name);
  });

  it('a local database that could not be opened lets go of every store, also of one that opens only afterwards', async () => {
    const name = await stored();
    const inner = storageWith(() => undefined);
    const open = new Set<string>();
    const { promise: late, resolve: answer } = Promise.withResolvers<void>();
    const storage: typeof inner = {
      ...inner,
      createStorageInstance: async (params) => {
        if (params.collectionName === 'local') throw new Error('this one does not open');
        if (params.collectionName === 'commands') await late;
        const instance = await inner.createStorageInstance(params);
        const close = instance.close.bind(instance);
        open.add(params.collectionName);
        instance.close = async () => {
          open.delete(params.collectionName);
          return close();
        };
        return instance;
      },
    };
    await expect(openLocalDatabase(name, storage)).rejects.toThrow('this one does not open');
    answer();
    await expect.poll(() => [...open]).toEqual([]);
    await expectWhole(name);
  });
});
