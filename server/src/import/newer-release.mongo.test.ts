import { afterAll, expect, test } from 'vitest';
import { Database } from '../tenancy/database.ts';
import { ImportDatabase } from '../testing/import-world.ts';
import { testMongoUri } from '../testing/test-database.ts';

const imports = await ImportDatabase.create();
const database = await Database.connect(testMongoUri(), imports.test.name);
afterAll(async () => {
  await database.close();
  await imports[Symbol.asyncDispose]();
});

test('an import that was still reading its files when a newer release began to take something away writes nothing', async () => {
  const world = await imports.world();
  const files = { customers: 'code,name\nX1,First\n' };
  const onLease = () => database.requireOwnRelease();
  await imports.test.raw
    .collection<{ _id: number }>('migrations')
    .insertOne({ _id: 999, name: 'the future', contract: 'asked' } as never);
  await expect(world.run(files, {}, { onLease })).rejects.toMatchObject({ name: 'WrongReleaseError' });
  expect(await world.customer('X1')).toBeNull();
  // The contract looks for leases: a refused import must not keep it waiting.
  expect(await database.companyIdsLeased(world.clock.now())).toEqual([]);
  await imports.test.raw.collection('migrations').deleteMany({});
  expect(await world.run(files, {}, { onLease })).toMatchObject({ written: true });
});
