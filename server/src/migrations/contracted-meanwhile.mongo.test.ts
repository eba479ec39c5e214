import { expect, test } from 'vitest';
import { readChanges } from '../sync/read-changes.ts';
import { Database } from '../tenancy/database.ts';
import { TestClock } from '../testing/test-clock.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { createTestDatabase, testMongoUri } from '../testing/test-database.ts';
import { AUDIENCE } from './1-audience.ts';
import { contractAll, runAll } from './commands.ts';

const clock = new TestClock();
const ports = { migrations: [AUDIENCE], clock, print: () => undefined };

async function world() {
  const test = await createTestDatabase();
  const database = await Database.connect(testMongoUri(), test.name);
  await database.ensureIndexes();
  const company = await createTestCompany({ database });
  const { id: userId, name, role, teamId } = company.person('Anna');
  const claims = { companyId: company.id, userId, deviceId: userId, client: 'desktop' as const, expiresAt: 0 };
  const actor = { userId, name, role, teamId };
  const customerIds = async (store = company.store) => {
    const range = { after: 0, upTo: 1_000, wanted: 1_000 };
    const changes = await readChanges({ store, actor, claims } as never, range);
    return changes.flatMap((one) => ('document' in one && one.collection === 'customers' ? one.document.id : []));
  };
  return { test, database, company, customerIds, own: company.customersOf(company.person('Anna')).map(({ id }) => id) };
}

test('a pull that began before the contract reads by owner and team to its end, as its moment needs it', async () => {
  const { test, database, company, customerIds, own } = await world();
  await using _ = test;
  await runAll(database, ports);
  // As a former release leaves it.
  const wrong = { $set: { audience: ['role:admin', 'person:another'] } };
  await test.raw.collection('customers').updateMany({ companyId: company.id }, wrong);
  await company.store.asOfNow(async (asOfNow) => {
    await asOfNow.collection('counters').findById(company.id);
    expect(await contractAll(database, { ...ports, dryRun: false })).toBe(true);
    expect(await customerIds(asOfNow)).toEqual(own);
  });
  expect(await customerIds()).toEqual(own);
  await database.close();
});

test('a backup of before the contract, put back under a running process, is read by owner and team at once', async () => {
  const { test, database, company, customerIds, own } = await world();
  await using _ = test;
  await runAll(database, ports);
  const migrations = test.raw.collection('migrations');
  const customers = test.raw.collection('customers');
  const backup = { migrations: await migrations.find().toArray(), customers: await customers.find().toArray() };
  await contractAll(database, { ...ports, dryRun: false });
  // As `mongorestore --drop` does it: without the validator, which the backup knows nothing of.
  for (const name of ['migrations', 'customers'] as const) {
    await test.raw.collection(name).drop();
    await test.raw.collection(name).insertMany(backup[name]);
  }
  await customers.updateMany({ companyId: company.id }, { $unset: { audience: true } });
  expect(await customerIds()).toEqual(own);
  await database.close();
});
