import 'fake-indexeddb/auto';
import { v7 } from 'uuid';
import { expect, it } from 'vitest';
import { asideName, idbResult, indexedDbsOf } from './indexed-db.ts';
import { deleteLocalDatabase, localDatabaseName, peopleOnDisk } from './local-database.ts';

const store = async (name: string) => (await idbResult(indexedDB.open(`rxdb-dexie-${name}--0--commands`))).close();

it('a person whose commands are only where an interrupted repair put them is still on the disk, once', async () => {
  const [anna, ben] = [v7(), v7()].map((userId) => ({ companyId: v7(), userId }));
  if (anna === undefined || ben === undefined) throw new Error('nobody to test with');
  const name = localDatabaseName(anna.companyId, anna.userId);
  for (const one of [asideName(name, 1), asideName(name, 12)]) await store(one);
  await store(localDatabaseName(ben.companyId, ben.userId));
  expect(await peopleOnDisk()).toEqual(expect.arrayContaining([anna, ben]));
  expect(await peopleOnDisk()).toHaveLength(2);
  await deleteLocalDatabase(name);
  expect(await indexedDbsOf(asideName(name, 12))).toEqual([]);
  expect(await peopleOnDisk()).toEqual([ben]);
});
