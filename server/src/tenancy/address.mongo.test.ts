import { expect, test } from 'vitest';
import { profiled } from '../testing/profiler.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { createTestDatabase, testMongoUri } from '../testing/test-database.ts';
import { TestDevice } from '../testing/test-device.ts';
import { TestReader } from '../testing/test-reader.ts';

/** Options in an address that the laws do not allow. */
const LESS = 'readPreference=secondaryPreferred&maxStalenessSeconds=120&readConcernLevel=local&w=1&journal=false';

type Command = Record<string, unknown> & {
  $readPreference?: { mode: string };
  readConcern?: { level?: string };
  writeConcern?: { w?: unknown; j?: unknown };
};

const READS = ['find', 'aggregate', 'distinct', 'count'];
const WRITES = ['insert', 'update', 'delete', 'findAndModify'];

test('an address that asks for secondaries, or for less than a majority, is not obeyed', async () => {
  await using database = await createTestDatabase();
  await using api = await startTestApi({ database, mongoUri: `${testMongoUri()}&${LESS}` });
  const company = await createTestCompany(api.services);
  const profile = await profiled(database, async () => {
    // Its registration writes outside a transaction.
    const anna = await TestDevice.register(company, company.person('Anna'));
    await anna.push(api, [anna.submit()]);
    await new TestReader(anna).catchUp(api);
  });
  const commands = profile.map(({ command }): Command => command);
  const inTransaction = ({ autocommit }: Command) => autocommit === false;
  const reads = commands.filter((command) => READS.some((name) => name in command) && !inTransaction(command));
  const writes = commands.filter((command) => WRITES.some((name) => name in command) && !inTransaction(command));
  expect(reads.length).toBeGreaterThan(5);
  for (const { $readPreference, readConcern } of reads) {
    // To the only member there is the driver says that it would prefer the primary.
    expect(['primary', 'primaryPreferred']).toContain($readPreference?.mode ?? 'primary');
    expect(['majority', 'snapshot']).toContain(readConcern?.level);
  }
  expect(writes.length).toBeGreaterThan(0);
  for (const { writeConcern } of writes) {
    expect(writeConcern).toMatchObject({ w: 'majority' });
    expect(writeConcern?.j).not.toBe(false);
  }
});
