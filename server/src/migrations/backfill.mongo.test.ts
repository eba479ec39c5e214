import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { backfillAll } from '../jobs/backfill.ts';
import { createLogger } from '../observe/logger.ts';
import { commit } from '../tenancy/commit.ts';
import { takeLease } from '../tenancy/company-lease.ts';
import { Database } from '../tenancy/database.ts';
import { asFormerRelease, REGION } from '../testing/example-migrations.ts';
import { KilledError, type Life, mortalStore } from '../testing/mortal-store.ts';
import { lookedAt } from '../testing/profiler.ts';
import { TestClock } from '../testing/test-clock.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { createTestDatabase, testMongoUri } from '../testing/test-database.ts';
import { backfillCompany } from './backfill-company.ts';
import { expandAll } from './expand.ts';
import { companiesLacking } from './open-backfills.ts';

const behind = await createTestDatabase();
const database = await Database.connect(testMongoUri(), behind.name);
afterAll(async () => {
  await database.close();
  await behind[Symbol.asyncDispose]();
});
const clock = new TestClock();
await database.ensureIndexes();
await expandAll(database, { migrations: [REGION], clock });

const ports = { clock, stopwatch: () => 0, pause: async () => undefined };
const NAMES = ['users', 'customers', 'devices'] as const;

async function formerCompany(devices = 3): Promise<TestCompany> {
  const company = await createTestCompany({ database });
  const device = (n: number) => ({
    _id: `d${n}`,
    companyId: company.id,
    userId: '',
    name: `device ${n}`,
    lastSeq: 0,
    lastSeenAt: '',
  });
  await company.store.collection('devices').insertMany(Array.from({ length: devices }, (_, n) => device(n)));
  await asFormerRelease(company);
  return company;
}

/** A company's documents, independent of its ids and of how many commits it took. */
async function contentOf({ store, id }: TestCompany): Promise<string> {
  const content: unknown[] = [];
  for (const name of NAMES) {
    const documents = (await store.collection(name).find({} as never)) as unknown as Record<string, unknown>[];
    const rows = documents.map(({ _id, seq, ...rest }) => JSON.stringify(Object.entries(rest).sort()));
    content.push(name, rows.map((row) => row.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|[^"@]*\.example/g, 'x')).sort());
  }
  content.push((await store.collection('migrationProgress').findById('1'))?.filled);
  return JSON.stringify(content).replaceAll(id, 'company');
}

const lacking = async (companyId: string) => (await companiesLacking(database, REGION)).has(companyId);

/**
 * The way a process of a former release does: it reads a document, decides, and writes the whole of it as it knows it.
 */
async function writeAsFormer({ store }: TestCompany, name: (typeof NAMES)[number]): Promise<void> {
  const known = (found: unknown) => {
    const { region, label, viewEpoch, ...rest } = found as Record<string, unknown>;
    return rest as never;
  };
  if (name === 'devices') {
    return store.collection(name).replaceMany((await store.collection(name).find({}, { limit: 1 })).map(known));
  }
  await commit(store, async (unit) => {
    for (const found of await unit.store.collection(name).find({} as never, { limit: 2 })) unit.put(name, known(found));
  });
}

describe('a backfill', () => {
  test('a backfill gives new positions only to documents that clients see differently', async () => {
    const company = await formerCompany();
    const { store } = company;
    const [users, customers] = [await store.collection('users').find({}), await store.collection('customers').find({})];
    const before = await company.seq();
    expect(await backfillCompany(store, REGION, ports)).toEqual({
      filled: users.length + customers.length + 3,
      left: [],
    });
    const now = await store.collection('users').findByIds(users.map(({ _id }) => _id));
    expect(users.map(({ _id }) => now.get(_id)?.seq)).toEqual(users.map(({ seq }) => seq));
    expect(users.map(({ _id }) => now.get(_id)?.viewEpoch)).toEqual(users.map(({ email }) => email.length));
    expect(await store.collection('customers').count({ seq: { $gt: before } } as never)).toBe(customers.length);
    // One step for all users, one for each customer, none for devices.
    expect((await company.seq()) - before).toBe(1 + customers.length);
    expect(await store.collection('devices').count({ label: /^label of device/ } as never)).toBe(3);
    expect(await lacking(company.id)).toBe(false);
  });

  test.each(
    (REGION.backfill ?? []).map((backfill) => [backfill.collection, { ...REGION, backfill: [backfill] }] as const),
  )('a backfill of %s that is killed before or after any database call ends as if it had not been', async (_, one) => {
    const company = await formerCompany();
    await backfillCompany(company.store, one, ports);
    const undisturbed = await contentOf(company);
    for (let steps = 0; ; steps += 1) {
      await company.store.collection('migrationProgress').deleteMany({});
      await asFormerRelease(company);
      const life: Life = { steps };
      const died = await backfillCompany(mortalStore(database.tenant(company.id), life), one, ports).then(
        () => false,
        (error: unknown) => {
          if (error instanceof KilledError) return true;
          throw error;
        },
      );
      await backfillCompany(company.store, one, ports);
      expect(await contentOf(company), `killed after ${steps} steps`).toBe(undisturbed);
      if (died) continue;
      expect(steps).toBeGreaterThan(10);
      return;
    }
  });

  test('a backfill ends the same for any documents, killed as often as may be, with a former release writing beside it', async () => {
    const script = fc.record({
      devices: fc.integer({ min: 0, max: 60 }),
      lives: fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 5 }),
      written: fc.array(fc.constantFrom(...NAMES), { maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(script, async ({ devices, lives, written }) => {
        const company = await formerCompany(devices);
        const calm = await formerCompany(devices);
        await backfillCompany(calm.store, REGION, ports);
        const former = (async () => {
          for (const name of written) await writeAsFormer(company, name);
        })();
        for (const steps of lives) {
          await backfillCompany(mortalStore(database.tenant(company.id), { steps }), REGION, ports).catch((error) => {
            if (!(error instanceof KilledError)) throw error;
          });
        }
        await former;
        while (await lacking(company.id)) await backfillCompany(company.store, REGION, ports);
        const withoutCount = (text: string) => text.replace(/,\d*\]$/, '');
        expect(withoutCount(await contentOf(company))).toBe(withoutCount(await contentOf(calm)));
        for (const one of [company, calm]) {
          for (const [name, field] of [
            ['users', 'viewEpoch'],
            ['customers', 'region'],
            ['devices', 'label'],
          ] as const) {
            expect(await one.store.collection(name).count({ [field]: null } as never)).toBe(0);
          }
        }
      }),
      { numRuns: 12 },
    );
  });

  test('a backfill by two processes at once fills in each document once', async () => {
    const company = await formerCompany(120);
    const done = await Promise.all([1, 2].map(() => backfillCompany(database.tenant(company.id), REGION, ports)));
    const users = await company.store.collection('users').count();
    const customers = await company.store.collection('customers').count();
    expect(done.reduce((sum, { filled }) => sum + filled, 0)).toBe(users + customers + 120);
    expect((await company.store.collection('migrationProgress').findById('1'))?.filled).toBe(users + customers + 120);
  });

  test('a backfill leaves a document that no client could read, reports it, and tries it again an hour later', async () => {
    const company = await formerCompany();
    const { store } = company;
    const [bad] = await store.collection('customers').find({}, { limit: 1 });
    await store.collection('customers').updateMany({ _id: bad?._id } as never, { $set: { name: 'x'.repeat(1_000) } });
    const first = await backfillCompany(store, REGION, ports);
    expect(first.left).toEqual([expect.stringContaining(`customers ${bad?._id} does not fit`)]);
    expect(await store.collection('customers').count({ region: null } as never)).toBe(1);
    expect(await store.collection('migrationProgress').findById('1')).toMatchObject({ left: 1, why: first.left });
    await store.collection('customers').updateMany({ _id: bad?._id } as never, { $set: { name: 'mended' } });
    expect(await backfillCompany(store, REGION, ports)).toEqual({ filled: 0, left: [] });
    expect(await backfillCompany(store, REGION, { ...ports, again: true })).toEqual({ filled: 1, left: [] });
    expect(await store.collection('migrationProgress').findById('1')).toMatchObject({
      left: 0,
      why: [],
      retryAt: null,
    });
  });

  test('a backfill is not put off for long by a clock that was far ahead', async () => {
    const company = await formerCompany();
    const retryAt = new Date(Date.parse(clock.now()) + 365 * 24 * 3_600_000).toISOString();
    const record = { _id: '1', companyId: company.id, filled: 0, at: '', left: 1, why: [], retryAt };
    await company.store.collection('migrationProgress').insertMany([record]);
    expect((await backfillCompany(company.store, REGION, ports)).filled).toBeGreaterThan(0);
  });
});

describe('the worker', () => {
  const job = () => backfillAll(database, { clock, log: createLogger('worker', 'silent'), migrations: [REGION] });

  test('fills in every company, a suspended one too, and nothing keeps the others from it', async () => {
    const companies = [await formerCompany(), await formerCompany(), await formerCompany()] as const;
    await companies[0].store.collection('counters').deleteMany({});
    await companies[1].suspend();
    await asFormerRelease(companies[1]);
    await job();
    expect(await Promise.all(companies.map(({ id }) => lacking(id)))).toEqual([true, false, false]);
    for (const name of NAMES) await companies[0].store.collection(name).deleteMany({} as never);
  });

  test('the worker looks at nothing of a company in which nothing is lacking, and at one key for each other', async () => {
    await job();
    const idle = await lookedAt(behind, job);
    for (const { what, keys, documents } of idle) expect(keys + documents, what).toBeLessThanOrEqual(4);
    const two = [await formerCompany(), await formerCompany()];
    const found = new Set<string>();
    const looked = await lookedAt(behind, async () => {
      for await (const id of database.companyIdsLacking('customers', 'region')) found.add(id);
    });
    expect(found).toEqual(new Set(two.map(({ id }) => id)));
    for (const { what, keys } of looked) expect(keys, what).toBeLessThanOrEqual(1);
    await job();
  });

  test('a backfill is left to the process that is doing it', async () => {
    const company = await formerCompany();
    const taken = await takeLease(database.installation('backfill'), { clock, what: 'another worker' });
    await job();
    expect(await lacking(company.id)).toBe(true);
    await taken.lease?.release();
    await job();
    expect(await lacking(company.id)).toBe(false);
  });
});
