import { MongoServerError } from 'mongodb';
import { v7 } from 'uuid';
import { afterAll, describe, expect, test } from 'vitest';
import { commit } from '../tenancy/commit.ts';
import type { TenantCollectionName } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { filesOf, ImportDatabase, ImportWorld } from '../testing/import-world.ts';
import { largeTexts } from '../testing/large-import.ts';
import { requestOf, storeRequests } from '../testing/stored-request.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { startTestPair } from '../testing/test-pair.ts';
import { type ImportSetting, importCsv } from './import-csv.ts';
import { reportLines } from './print-report.ts';

const [api] = await startTestPair();
const database = await ImportDatabase.create();
afterAll(() => database[Symbol.asyncDispose]());

/** One document a chunk; `before[n]` is done before the chunk that follows the nth. */
function between(...before: (() => Promise<unknown>)[]): Partial<ImportSetting> {
  let chunks = 0;
  const pause = async () => {
    await before[chunks]?.();
    chunks += 1;
  };
  return { chunk: { documents: 1, length: 1 }, pause };
}
/** What `commit` takes for a passing fault. */
const SNAPSHOT_TOO_OLD = 239;

const nothing = async () => undefined;

/** A store beside which something happens whenever documents were put aside: behind the plan, before its first chunk. */
function withStaged(store: TenantStore, happens: () => Promise<void>): TenantStore {
  const collection = store.collection.bind(store);
  const observed = (name: TenantCollectionName) => {
    const found = collection(name);
    if (name !== 'importStaging') return found;
    const insertMany = found.insertMany.bind(found);
    return Object.assign(found, {
      insertMany: async (documents: never[]) => {
        await insertMany(documents);
        if (documents.length > 0) await happens();
      },
    });
  };
  return Object.assign(store, { collection: observed as TenantStore['collection'] });
}

/** The way a person or a job does it: with a position of its own. */
const change = (world: ImportWorld, code: string, city: string) =>
  commit(world.store, async (unit) => {
    const customer = await unit.store.collection('customers').findOne({ code });
    if (customer === null) throw new Error(`there is no customer ${code}`);
    unit.put('customers', { ...customer, city }, customer);
  });

const CHANGES = 'code,name,segment\nAnna-1,New 1,Trade\nAnna-2,New 2,Trade\nBert-1,New 3,Trade\n';

describe('a document that somebody changes between the plan and its chunk', () => {
  test('a document changed between the plan and its chunk is planned again: the person’s and the file’s changes both hold', async () => {
    const world = await database.world();
    const report = await world.run(
      { customers: CHANGES },
      {},
      between(nothing, () => change(world, 'Bert-1', 'Kiel')),
    );
    expect(report).toMatchObject({
      written: true,
      counts: { customers: { created: 0, updated: 3, unchanged: 0 } },
      left: { count: 0 },
    });
    expect(await world.customer('Bert-1')).toMatchObject({ city: 'Kiel', name: 'New 3', segment: 'Trade' });
    const entries = await world.store.collection('auditLogs').find({ action: 'import.csv' }, { sort: { _id: 1 } });
    expect(entries.map(({ after }) => after)).toMatchObject([
      { customers: { updated: 2 }, documents: { left: ['customers Bert-1'] } },
      { customers: { updated: 1, unchanged: 2 } },
    ]);
  });

  test('a document that somebody changes between the plan and its chunk is left and named if that happens each time', async () => {
    const world = await database.world();
    let times = 0;
    const store = withStaged(database.store(world), async () => {
      times += 1;
      await change(world, 'Bert-1', `City ${times}`);
    });
    const report = await importCsv(store, filesOf({ customers: CHANGES }), world.setting());
    expect(times).toBe(3);
    expect(report).toMatchObject({
      written: true,
      problems: [],
      counts: { customers: { updated: 2 } },
      left: { count: 1, first: [{ kind: 'customers', key: 'Bert-1' }] },
    });
    expect(reportLines(report).join('\n')).toMatch(
      /Changed by somebody during the import, .* \(1\):\n {2}customers Bert-1/,
    );
    expect(await world.customer('Bert-1')).toMatchObject({ city: 'City 3', name: "Bert's customer 1" });
    expect(await world.run({ customers: CHANGES })).toMatchObject({
      counts: { customers: { updated: 1, unchanged: 2 } },
    });
  });

  test('a new document that now exists is not created twice', async () => {
    const world = await database.world();
    let times = 0;
    const store = withStaged(database.store(world), async () => {
      times += 1;
      if (times > 1) return;
      const [staged] = await world.store.collection('importStaging').find({}, { sort: { n: 1 } });
      await commit(world.store, async (unit) => void unit.put('discountRequests', staged?.document as never, null));
    });
    const report = await importCsv(store, filesOf(largeTexts({ deals: 3 })), world.setting());
    expect(report).toMatchObject({ counts: { deals: { created: 2, updated: 0, unchanged: 1 } }, left: { count: 0 } });
    expect(await world.deals('D1')).toHaveLength(1);
  });
});

test('what another program makes under the same key meanwhile is updated, and not made a second time', async () => {
  const world = await database.world();
  const texts = largeTexts({ customers: 2, products: 2 });
  let times = 0;
  const store = withStaged(database.store(world), async () => {
    times += 1;
    if (times > 1) return;
    const staged = await world.store.collection('importStaging').find({});
    await commit(world.store, async (unit) => {
      for (const { name, key, document } of staged) {
        if (key.endsWith('1')) unit.put(name, { ...document, _id: v7() } as never, null);
      }
    });
  });
  const report = await importCsv(store, filesOf(texts), world.setting());
  expect(times).toBeGreaterThan(0);
  expect(report).toMatchObject({
    written: true,
    counts: { customers: { created: 1, unchanged: 1 }, products: { created: 1, unchanged: 1 } },
    left: { count: 0 },
  });
});

test('a chunk whose answer was lost is not written again', async () => {
  const world = await database.world();
  const store = database.store(world);
  const transaction = store.transaction.bind(store);
  let lost = 0;
  Object.assign(store, {
    transaction: async (work: never) => {
      const result = await transaction(work);
      lost += 1;
      if (lost === 1 || lost === 3) throw new MongoServerError({ code: SNAPSHOT_TOO_OLD, message: 'lost' });
      return result;
    },
  });
  const before = await world.company.seq();
  const setting = { ...world.setting(), chunk: { documents: 1, length: 1 } };
  const report = await importCsv(store, filesOf(largeTexts({ customers: 3 })), setting);
  expect(lost).toBe(5);
  expect(report).toMatchObject({ written: true, counts: { customers: { created: 3 } }, left: { count: 0 } });
  expect(await world.company.seq()).toBe(before + 3);
  expect(await world.store.collection('auditLogs').count({ action: 'import.csv' })).toBe(1);
});

describe('a customer that goes to somebody else', () => {
  test('a customer that goes to somebody else takes along the request that its salesperson submits while the import is under way', async () => {
    const world = await database.world();
    const [anna, dirk] = [world.company.person('Anna'), world.company.person('Dirk')];
    const customer = await world.customer('Anna-2');
    const customerId = customer?._id ?? '';
    const early = requestOf(world.company, { owner: anna, customerId });
    const late = requestOf(world.company, { owner: anna, customerId });
    await storeRequests(world.company, [early]);
    const files = { customers: `code,segment,owner\nAnna-1,Trade,\nAnna-2,,${dirk.email}\n` };
    const submit = between(() => storeRequests(world.company, [late]));
    const report = await world.run(files, { handOver: true }, submit);
    expect(report).toMatchObject({ written: true, movedRequests: 2, left: { count: 0 } });
    const requests = await world.store.collection('discountRequests').findByIds([early.id, late.id]);
    for (const request of requests.values()) {
      expect(request).toMatchObject({ ownerId: dirk.id, teamId: dirk.teamId });
      expect(request.steps.at(-1)).toMatchObject({ kind: 'handOver', handOver: { from: 'Anna', to: 'Dirk' } });
    }
    expect(await world.customer('Anna-2')).toMatchObject({ ownerId: dirk.id });
    // Those who saw them are notified in the same commit.
    const revocations = await world.store.collection('revocations').find({});
    expect(revocations.map(({ documentId }) => documentId).sort()).toEqual([customerId, early.id, late.id].sort());
  });

  test('a customer stays with its requests if one of them can no longer go along, and that is a problem', async () => {
    const world = await database.world();
    const [anna, dirk] = [world.company.person('Anna'), world.company.person('Dirk')];
    const customerId = (await world.customer('Anna-2'))?._id ?? '';
    const request = requestOf(world.company, { owner: anna, customerId });
    await storeRequests(world.company, [request]);
    const full = { ...request, steps: Array.from({ length: 90 }, () => request.steps[0] as never) };
    const files = { customers: `code,segment,owner\nAnna-1,Trade,\nAnna-2,,${dirk.email}\n` };
    const fill = between(() => storeRequests(world.company, [full]));
    const report = await world.run(files, { handOver: true }, fill);
    expect(report).toMatchObject({
      written: true,
      movedRequests: 0,
      left: { count: 1, first: [{ kind: 'customers', key: 'Anna-2' }] },
      problems: [{ value: 'Anna-2', reason: expect.stringMatching(/^cannot go to Dirk: .* too many steps/) }],
    });
    expect(reportLines(report)).toContain('Problems with the rest (1):');
    expect(await world.customer('Anna-2')).toMatchObject({ ownerId: anna.id });
    expect(await world.store.collection('discountRequests').findById(request.id)).toMatchObject({ ownerId: anna.id });
    expect(await world.customer('Anna-1')).toMatchObject({ segment: 'Trade' });
  });
});

describe('a person at work beside a large import', () => {
  test('a person at work beside a large import is answered between its chunks, and does not wait for its end', async () => {
    const company = await createTestCompany(api.services);
    const world = new ImportWorld(company, api.database);
    const device = await TestDevice.register(company, company.person('Anna'));
    const texts = largeTexts({ customers: 400, products: 400, deals: 60 });
    let isOver = false;
    const setting = { chunk: { documents: 40, length: 1_000_000 } };
    const importing = world.run(texts, {}, setting).finally(() => {
      isOver = true;
    });
    const answered: string[] = [];
    while (!isOver) {
      const command = device.submit();
      const { outcomes } = await device.push(api, [command]);
      expect(outcomes).toMatchObject([{ commandId: command.id, status: 'accepted' }]);
      answered.push(command.args.requestId);
    }
    expect(await importing).toMatchObject({ written: true, left: { count: 0 } });
    const imported = await company.store.collection('products').find({ name: { $regex: '^Article ' } } as never);
    const deals = await company.store
      .collection('discountRequests')
      .find({ 'steps.0.note': { $regex: '^Imp' } } as never);
    const positions = [...imported, ...deals].map(({ seq }) => seq).sort((a, b) => a - b);
    const requests = await company.store.collection('discountRequests').findByIds(answered);
    const [first = 0, last = 0] = [positions.at(0), positions.at(-1)];
    const inBetween = [...requests.values()].filter(({ seq }) => seq > first && seq < last);
    expect(inBetween.length).toBeGreaterThanOrEqual(3);
    // They came between different chunks, not all at one place.
    const gaps = new Set(inBetween.map(({ seq }) => positions.findIndex((position) => position > seq)));
    expect(gaps.size).toBeGreaterThanOrEqual(3);
  });
});
