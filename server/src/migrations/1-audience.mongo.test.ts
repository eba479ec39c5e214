import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commit } from '../tenancy/commit.ts';
import { Database } from '../tenancy/database.ts';
import { withAudience } from '../tenancy/owned.ts';
import { expectedView } from '../testing/expected-view.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { TestClock } from '../testing/test-clock.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { createTestDatabase, type TestDatabase, testMongoUri } from '../testing/test-database.ts';
import { TestDevice } from '../testing/test-device.ts';
import { TestReader } from '../testing/test-reader.ts';
import { AUDIENCE } from './1-audience.ts';
import { contractAll, runAll } from './commands.ts';
import { registerProcess } from './processes.ts';

const NAMES = ['Anna', 'Bert', 'Carla', 'Mona', 'Sven', 'Ada'] as const;
const OWNED = ['customers', 'discountRequests'] as const;
const clock = new TestClock();
const ports = { migrations: [AUDIENCE], clock, print: () => undefined };
const REFUSED_BY_MONGODB = { code: 121 };

/** A database in which a former release has made companies, and a process of this one that was started beside it. */
class Installation implements AsyncDisposable {
  readonly test: TestDatabase;
  readonly database: Database;
  readonly api: TestApi;
  readonly company: TestCompany;

  private constructor(of: Pick<Installation, 'test' | 'database' | 'api' | 'company'>) {
    this.test = of.test;
    this.database = of.database;
    this.api = of.api;
    this.company = of.company;
  }

  static async create(): Promise<Installation> {
    const test = await createTestDatabase();
    const database = await Database.connect(testMongoUri(), test.name);
    await database.ensureIndexes();
    const company = await createTestCompany({ database });
    for (const name of OWNED) await test.raw.collection(name).updateMany({}, { $unset: { audience: true } });
    return new Installation({ test, database, company, api: await startTestApi({ database: test, clock }) });
  }

  async readers() {
    return Promise.all(
      NAMES.map(async (name) => {
        const device = await TestDevice.register(this.company, this.company.person(name));
        return { name, device, reader: new TestReader(device) };
      }),
    );
  }

  async handOver(customerId: string, to: (typeof NAMES)[number]): Promise<number[]> {
    const { id: ownerId, teamId } = this.company.person(to);
    const { written } = await commit(this.company.store, async (unit) => {
      const former = await unit.store.collection('customers').findById(customerId);
      if (former !== null) unit.put('customers', { ...former, ownerId, teamId }, former);
    });
    return written.map(({ document }) => document.seq);
  }

  /** As a former release does it: the stored audience stays as it was, or absent, and tombstones have none. */
  async handOverAsFormer(customerId: string, to: (typeof NAMES)[number]): Promise<void> {
    const customers = this.test.raw.collection<{ _id: string; audience?: string[] }>('customers');
    const _id = `${this.company.id}:${customerId}`;
    const audience = (await customers.findOne({ _id }))?.audience;
    const seqs = await this.handOver(customerId, to);
    await customers.updateOne(
      { _id },
      audience === undefined ? { $unset: { audience: true } } : { $set: { audience } },
    );
    const own = { companyId: this.company.id, seq: { $in: seqs } };
    await this.test.raw.collection('tombstones').updateMany(own, { $unset: { audience: true, remaining: true } });
  }

  lacking(): Promise<number> {
    const counts = [...OWNED, 'tombstones'].map((name) =>
      this.test.raw.collection(name).countDocuments({ audience: null }),
    );
    return Promise.all(counts).then((all) => all.reduce((sum, count) => sum + count, 0));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.api.stop();
    await this.database.close();
    await this.test[Symbol.asyncDispose]();
  }
}

describe('the audience of documents that a former release wrote', () => {
  let made: Installation;
  beforeAll(async () => {
    made = await Installation.create();
  });
  afterAll(() => made[Symbol.asyncDispose]());

  test('is filled in where it lies, so that no device is sent anything again', async () => {
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

  test('is not gone by while a process of a former release may write, which leaves it as it was', async () => {
    const { company, api } = made;
    const readers = await made.readers();
    for (const { reader } of readers) await reader.catchUp(api);
    await made.handOverAsFormer(company.customerOf(company.person('Bert')).id, 'Carla');
    for (const { name, device, reader } of readers) {
      await reader.catchUp(api);
      expect(reader.view(), name).toEqual(await expectedView(api, company, device.actor));
    }
    expect(company.store.isFoundByAudience).toBe(false);
  });

  test('is corrected by the contract, and from then on a wrong one or none is refused by MongoDB itself', async () => {
    const { company, api, database, test } = made;
    await runAll(database, ports);
    const running = await registerProcess(api.services.database, { kind: 'api', clock, everyMs: 20 });
    expect(await contractAll(database, { ...ports, dryRun: false })).toBe(true);
    expect(company.store.isFoundByAudience).toBe(true);
    await expect.poll(() => api.services.database.tenant(company.id).isFoundByAudience).toBe(true);
    await running.end();
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
    const tombstone = { companyId: company.id, seq: 1, from: {}, to: {} };
    for (const sets of [{}, { audience: [] }, { remaining: [] }]) {
      const half = test.raw.collection('tombstones').insertOne({ ...tombstone, ...sets });
      await expect(half).rejects.toMatchObject(REFUSED_BY_MONGODB);
    }
  });

  test('takes the place of the indexes by team', async () => {
    const names = async (collection: string) =>
      (await made.test.raw.collection(collection).indexes()).map(({ name }) => name);
    for (const name of [...OWNED, 'tombstones']) {
      expect(await names(name)).toContain('companyId_1_audience_1_seq_1');
      expect((await names(name)).filter((index = '') => /team|from|lacking/i.test(index))).toEqual([]);
    }
  });
});

test('an operator’s run makes the indexes that take the place of the former ones, if no process of this release was started', async () => {
  await using made = await Installation.create();
  const customers = made.test.raw.collection('customers');
  await customers.dropIndex('companyId_1_audience_1_seq_1');
  expect(await runAll(made.database, ports)).toBe(true);
  expect(await customers.indexExists('companyId_1_audience_1_seq_1')).toBe(true);
});

test('a new database is in its newest form at once, and stays so for whoever comes later', async () => {
  await using api = await startTestApi();
  expect(api.services.database.tenant('any').isFoundByAudience).toBe(true);
  const later = await Database.connect(testMongoUri(), api.database.name);
  expect(later.tenant('any').isFoundByAudience).toBe(true);
  await later.close();
  await expect(Database.connect(testMongoUri(), api.database.name, { dataVersion: 0 })).rejects.toThrow(
    'newer release',
  );
});

test('whoever writes what while it is filled in and corrected, everybody ends with exactly the visible set (law 2)', async () => {
  const step = fc.record({
    kind: fc.constantFrom('former', 'former', 'this', 'read', 'fill'),
    which: fc.nat(11),
    to: fc.constantFrom(...NAMES.slice(0, 3)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), fc.array(step, { maxLength: 6 }), async (before, after) => {
      await using made = await Installation.create();
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
      await api.services.database.requireOwnRelease();
      for (const one of after) await take(one, false);
      for (const { name, device, reader } of readers) {
        await reader.catchUp(api);
        expect(reader.view(), name).toEqual(await expectedView(api, company, device.actor));
        const fresh = new TestReader(device);
        await fresh.catchUp(api);
        expect(fresh.view(), name).toEqual(reader.view());
      }
    }),
    { numRuns: 4 },
  );
});
