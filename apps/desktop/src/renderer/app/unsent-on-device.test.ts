import 'fake-indexeddb/auto';
import { asideName, idbResult } from '@marginiq/sync/database/indexed-db';
import { localDatabaseName } from '@marginiq/sync/database/local-database';
import { v7 } from 'uuid';
import { beforeEach, expect, it, vi } from 'vitest';
import { unsentOnDevice } from './unsent-on-device.ts';

async function person(name: string, states: string[]): Promise<void> {
  const opening = indexedDB.open(`rxdb-dexie-${name}--0--commands`);
  opening.onupgradeneeded = () => opening.result.createObjectStore('docs', { keyPath: 'id' });
  const database = await idbResult(opening);
  const store = database.transaction('docs', 'readwrite').objectStore('docs');
  for (const [n, state] of states.entries())
    await idbResult(store.put({ id: `c${n}`, entry: { state }, _deleted: '0' }));
  database.close();
}
const newName = () => localDatabaseName(v7(), v7());

beforeEach(async () => {
  for (const { name = '' } of await indexedDB.databases()) await idbResult(indexedDB.deleteDatabase(name));
});

it('what other people left unsent is counted while somebody else is signed in, also what a repair put aside', async () => {
  const own = newName();
  await person(own, ['waiting', 'waiting']);
  await person(newName(), ['waiting', 'refused']);
  await person(asideName(newName(), 1), ['waiting']);
  expect(await unsentOnDevice(own)).toBe(2);
  expect(await unsentOnDevice()).toBe(4);
});

it('how much waits is unknown while one person’s commands cannot be read', async () => {
  await person(newName(), ['waiting']);
  (await idbResult(indexedDB.open(`rxdb-dexie-${newName()}--0--commands`, 10))).close();
  expect(await unsentOnDevice()).toBeNull();
});

it('the number of waiting commands is unknown while the disk does not say what it holds, so that no update is installed over it', async () => {
  await person(newName(), ['waiting']);
  const databases = vi.spyOn(indexedDB, 'databases');
  const found = await indexedDB.databases();
  databases.mockResolvedValueOnce(found).mockRejectedValue(new Error('the disk does not answer'));
  expect(await unsentOnDevice()).toBeNull();
  databases.mockRestore();
});

it('nothing waits on a device that holds nobody’s data', async () => {
  expect(await unsentOnDevice()).toBe(0);
});
