import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commit } from '../tenancy/commit.ts';
import { Database } from '../tenancy/database.ts';
import { withAudience } from '../tenancy/owned.ts';
import { storedName } from '../tenancy/stored-names.ts';
import { expectedView } from '../testing/expected-view.ts';
import { FormerInstallation, NAMES, OWNED } from '../testing/former-installation.ts';
import { startTestApi } from '../testing/test-api.ts';
import { TestClock } from '../testing/test-clock.ts';
import { testMongoUri } from '../testing/test-database.ts';
import { TestReader } from '../testing/test-reader.ts';
import { AUDIENCE } from './1-audience.ts';
import { contractAll, runAll } from './commands.ts';

const clock = new TestClock();
const ports = { migrations: [AUDIENCE], clock, print: () => undefined };
const REFUSED_BY_MONGODB = { code: 121 };

describe('the audience of documents that a former release wrote', () => {
  let made: FormerInstallation;
  beforeAll(async () => {
    made = await FormerInstallation.create();
  });
  afterAll(() => made[Symbol.asyncDispose]());

  test('the audience is filled in without a new position, so that no device is sent anything again', async () => {
    const { company, api } = made;
    const readers = await made.readers();
    await made.handOverAsFormer(company.customerOf(company.person('Anna')).id, 'Carla');
    for (const { reader } of readers) await reader.catchUp(api);
    expect(await made.lacking()).toBeGreaterThan(10);
    expect(await runAll(made.database, ports)).toBe(true);
    expect(await made.lacking()).toBe(0);
    for (const { reader } of readers) {
      const { changes, reset } = await reader.page(api);
      expect(reset).toBe(false);
      expect(Object.values(changes).flatMap(({ upserts, removals }) => [...upserts, ...removals])).toEqual([]);
    }
  });

  test('the audience is not relied on while a process of a former release may write and leave it unchanged', async () => {
    const { company, api } = made;
    const readers = await made.readers();
    for (const { reader } of readers) await reader.catchUp(api);
    await made.handOverAsFormer(company.customerOf(company.person('Bert')).id, 'Carla');
    for (const { name, device, reader } of readers) {
      await reader.catchUp(api);
      expect(reader.view(), name).toEqual(await expectedView(api, company, device.actor));
    }
    expect(await company.store.isFoundByAudience()).toBe(false);
  });

  test('the audience of documents that a former release wrote goes with a former release that tells no admin of a deletion, so nothing is deleted before the contract', async () => {
    const { id } = made.company.customerOf(made.company.person('Carla'));
    const remove = commit(made.company.store, async (unit) => {
      const former = await unit.store.collection('customers').findById(id);
      if (former !== null) unit.remove('customers', former);
    });
    await expect(remove).rejects.toThrow('before the contract of migration 1');
    expect(await made.company.store.collection('customers').findById(id)).not.toBeNull();
  });

  test('the audience of documents that a former release wrote is corrected by the contract, and from then on a wrong one or none is refused by MongoDB itself', async () => {
    const { company, api, database, test } = made;
    await runAll(database, ports);
    expect(await contractAll(database, { ...ports, dryRun: false })).toBe(true);
    expect(await company.store.isFoundByAudience()).toBe(true);
    // Also for a process that was there before.
    expect(await api.services.database.tenant(company.id).isFoundByAudience()).toBe(true);
    for (const { name, device, reader } of await made.readers()) {
      await reader.catchUp(api);
      expect(reader.view(), name).toEqual(await expectedView(api, company, device.actor));
    }
    // A process of the first releases does not register: it may be there still.
    const customers = test.raw.collection('customers');
    const any = await customers.findOne({ companyId: company.id });
    const { id: ownerId } = company.person('Dirk');
    const write = (change: object) => customers.replaceOne({ _id: any?._id as never }, { ...any, ...change });
    await expect(write({ ownerId })).rejects.toMatchObject(REFUSED_BY_MONGODB);
    await expect(write({ teamId: 'another team' })).rejects.toMatchObject(REFUSED_BY_MONGODB);
    await expect(write({ audience: null })).rejects.toMatchObject(REFUSED_BY_MONGODB);
    const withoutAdmins = any?.audience.filter((principal: string) => principal !== 'role:admin');
    await expect(write({ audience: withoutAdmins })).rejects.toMatchObject(REFUSED_BY_MONGODB);
    const request = { companyId: company.id, seq: 1, ownerId, teamId: null, audience: ['role:admin'] };
    const requests = test.raw.collection('discountRequests');
    await expect(requests.insertOne(request)).rejects.toMatchObject(REFUSED_BY_MONGODB);
    await write({ ownerId, audience: [...withAudience({ ...any, ownerId }).audience, 'person:somebody later'] });
    const revocation = { companyId: company.id, seq: 1, from: {}, to: {} };
    for (const sets of [{}, { audience: [] }, { remaining: [] }]) {
      const half = test.raw.collection(storedName('revocations')).insertOne({ ...revocation, ...sets });
      await expect(half).rejects.toMatchObject(REFUSED_BY_MONGODB);
    }
  });

  test('the audience of documents that a former release wrote takes the place of the indexes by team', async () => {
    const names = async (collection: string) =>
      (await made.test.raw.collection(storedName(collection)).indexes()).map(({ name }) => name);
    for (const name of [...OWNED, 'revocations']) {
      expect(await names(name)).toContain('companyId_1_audience_1_seq_1');
      expect((await names(name)).filter((index = '') => /team|from|lacking/i.test(index))).toEqual([]);
    }
  });
});

test('an operator’s run makes the indexes that take the place of the former ones, if no process of this release was started', async () => {
  await using made = await FormerInstallation.create();
  const customers = made.test.raw.collection('customers');
  await customers.dropIndex('companyId_1_audience_1_seq_1');
  expect(await runAll(made.database, ports)).toBe(true);
  expect(await customers.indexExists('companyId_1_audience_1_seq_1')).toBe(true);
});

test('a new database is in its newest form immediately, and stays so for later processes', async () => {
  await using api = await startTestApi();
  expect(await api.services.database.tenant('any').isFoundByAudience()).toBe(true);
  const later = await Database.connect(testMongoUri(), api.database.name);
  expect(await later.tenant('any').isFoundByAudience()).toBe(true);
  await later.close();
  await expect(Database.connect(testMongoUri(), api.database.name, { dataVersion: 0 })).rejects.toThrow(
    'newer release',
  );
});

test('whoever writes anything while it is filled in and corrected, everybody ends with exactly the visible set (law 2)', async () => {
  const step = fc.record({
    kind: fc.constantFrom('former', 'former', 'this', 'read', 'fill'),
    which: fc.nat(11),
    to: fc.constantFrom(...NAMES.slice(0, 3)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), fc.array(step, { maxLength: 6 }), async (before, after) => {
      await using made = await FormerInstallation.create();
      const { company, api } = made;
      const readers = await made.readers();
      const take = async ({ kind, which, to }: (typeof before)[number], isFormerThere: boolean) => {
        const customerId = company.data.customers[which]?.id ?? '';
        if (kind === 'read') await readers[which % readers.length]?.reader.page(api);
        else if (kind === 'fill') await runAll(made.database, ports);
        else if (kind === 'former' && isFormerThere) await made.handOverAsFormer(customerId, to);
        else await made.handOver(customerId, to);
      };
      for (const one of before) await take(one, true);
      await runAll(made.database, ports);
      expect(await contractAll(made.database, { ...ports, dryRun: false })).toBe(true);
      for (const one of after) await take(one, false);
      for (const { name, device, reader } of readers) {
        await reader.catchUp(api);
        expect(reader.view(), name).toEqual(await expectedView(api, company, device.actor));
        const fresh = new TestReader(device);
        await fresh.catchUp(api);
        expect(fresh.view(), name).toEqual(reader.view());
      }
    }),
    { numRuns: 2 },
  );
});
