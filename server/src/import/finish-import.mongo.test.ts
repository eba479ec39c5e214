import { afterAll, describe, expect, test } from 'vitest';
import { finishLeftImports } from '../jobs/finish-imports.ts';
import { commit } from '../tenancy/commit.ts';
import type { TenantCollectionName } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { filesOf, ImportDatabase, type ImportWorld } from '../testing/import-world.ts';
import { largeTexts } from '../testing/large-import.ts';
import { KilledError } from '../testing/mortal-store.ts';
import { importCsv } from './import-csv.ts';

const database = await ImportDatabase.create();
afterAll(() => database[Symbol.asyncDispose]());

const FIVE = largeTexts({ customers: 5 });
const ONE_BY_ONE = { chunk: { documents: 1, length: 1 } };

const imports = (world: ImportWorld) => world.store.collection('imports').find({});
const imported = (world: ImportWorld) =>
  world.store.collection('customers').count({ name: { $regex: '^Customer ' } } as never);
const stagingGone = (world: ImportWorld) => world.store.collection('importStaging').deleteMany({});

/** The counts in the audit log's entry of an import that wrote two new customers. */
const WROTE_TWO = (before: unknown) => {
  const { totals } = before as { totals: { customers: number } };
  return { customers: { created: 2, updated: 0, unchanged: 0 }, totals: { customers: totals.customers + 2 } };
};

/** What a killed import had staged. */
const leaveStaging = ({ store, company }: ImportWorld) =>
  store
    .collection('importStaging')
    .insertMany([
      { _id: 'x/0', companyId: company.id, importId: 'x', n: 0, name: 'products', key: 'Z', formerSeq: null } as never,
    ]);

/** A store whose process hangs right before it calls the method on the staged documents. */
function standingStillBefore(store: TenantStore, method: 'deleteMany' | 'distinct') {
  const [still, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const collection = store.collection.bind(store);
  const observed = (name: TenantCollectionName) => {
    const found = collection(name);
    if (name !== 'importStaging') return found;
    const real = (found[method] as (...args: unknown[]) => Promise<unknown>).bind(found);
    const held = async (...args: unknown[]) => {
      still.resolve();
      await go.promise;
      return real(...args);
    };
    return Object.assign(found, { [method]: held });
  };
  Object.assign(store, { collection: observed as TenantStore['collection'] });
  return { store, isStill: still.promise, continue: go.resolve };
}

describe('a worker that hangs until its lease has expired', () => {
  test.each(['deleteMany', 'distinct'] as const)(
    'a worker that hangs until its lease has expired does not remove what its successor has put aside (before its %s)',
    async (method) => {
      const world = await database.world();
      await leaveStaging(world);
      const slow = standingStillBefore(database.store(world), method);
      const worker = finishLeftImports(slow.store, world.clock).catch((error) => error);
      await slow.isStill;
      world.clock.advance({ minutes: 1 });
      let chunks = 0;
      const pause = async () => {
        chunks += 1;
        if (chunks !== 2) return;
        slow.continue();
        await worker;
      };
      const report = await world.run(FIVE, {}, { ...ONE_BY_ONE, pause });
      expect(report).toMatchObject({ written: true, problems: [], counts: { customers: { created: 5 } } });
      expect(await imported(world)).toBe(5);
      if (method === 'distinct') expect(await worker).toMatchObject({ name: 'LeaseLostError' });
      expect(await world.store.collection('importStaging').count()).toBe(0);
    },
  );
});

describe('what was put aside and is gone', () => {
  const behindTwo = (happens: () => Promise<unknown>) => {
    let chunks = 0;
    const pause = async () => {
      chunks += 1;
      if (chunks === 2) await happens();
    };
    return { ...ONE_BY_ONE, pause };
  };

  test('what was put aside and is gone is not said to be imported: the import ends with an error, and the audit log says how much was lost', async () => {
    const world = await database.world();
    const running = world.run(
      FIVE,
      {},
      behindTwo(() => stagingGone(world)),
    );
    await expect(running).rejects.toThrow(
      /^3 of 5 documents .* are gone and were not written\. .* Import the files again\.$/,
    );
    expect(await imported(world)).toBe(2);
    expect(await imports(world)).toMatchObject([{ state: 'done', staged: 5, published: 2, lost: 3 }]);
    const [entry] = await world.store.collection('auditLogs').find({ action: 'import.csv' });
    expect(entry?.after).toMatchObject({ documents: { lost: 3 } });
    expect(entry?.after).toMatchObject(WROTE_TWO(entry?.before));
    // It blocks nobody.
    expect(await world.run(FIVE)).toMatchObject({ counts: { customers: { created: 3, unchanged: 2 } } });
    expect(await imported(world)).toBe(5);
  });

  test('what was put aside and is gone is found missing in the middle, too, and nothing behind the gap is written in its place', async () => {
    const world = await database.world();
    const running = world.run(
      FIVE,
      {},
      behindTwo(() => world.store.collection('importStaging').deleteMany({ n: 3 })),
    );
    await expect(running).rejects.toThrow(/^2 of 5 documents/);
    expect(await imports(world)).toMatchObject([{ state: 'done', published: 3, lost: 2 }]);
    expect(await imported(world)).toBe(3);
  });

  test('what was put aside and is gone is said by the worker that was to finish the import', async () => {
    const world = await database.world();
    const killed = async () => {
      throw new KilledError('killed');
    };
    await expect(world.run(FIVE, {}, behindTwo(killed))).rejects.toThrow(KilledError);
    await stagingGone(world);
    world.clock.advance({ seconds: 31 });
    await expect(finishLeftImports(world.store, world.clock)).rejects.toThrow(/^3 of 5 documents/);
    expect(await imports(world)).toMatchObject([{ counts: { customers: { created: 2, updated: 0 } } }]);
    const [entry] = await world.store.collection('auditLogs').find({ action: 'import.csv' });
    expect(entry?.after).toMatchObject(WROTE_TWO(entry?.before));
    expect(await finishLeftImports(world.store, world.clock)).toBe(0);
  });

  test('staging that is gone is not counted, and neither is what somebody changed meanwhile, when the worker finishes the import', async () => {
    const world = await database.world();
    const changes = largeTexts({ products: 1 }).products ?? '';
    const customers = 'code,name,segment\nAnna-1,New 1,Trade\nAnna-2,New 2,Trade\nBert-1,New 3,Trade\n';
    const killed = async () => {
      throw new KilledError('killed');
    };
    await expect(world.run({ customers, products: changes }, {}, behindTwo(killed))).rejects.toThrow(KilledError);
    await world.store.collection('importStaging').deleteMany({ n: 3 });
    await commit(world.store, async (unit) => {
      const anna = await unit.store.collection('customers').findOne({ code: 'Anna-2' });
      if (anna !== null) unit.put('customers', { ...anna, city: 'Kiel' }, anna);
    });
    world.clock.advance({ seconds: 31 });
    await expect(finishLeftImports(world.store, world.clock)).rejects.toThrow(/^1 of 4 documents/);
    const [entry] = await world.store.collection('auditLogs').find({ action: 'import.csv' });
    expect(entry?.after).toMatchObject({
      products: { created: 1, updated: 0 },
      customers: { created: 0, updated: 1 },
      documents: { lost: 1, left: ['customers Anna-2'] },
    });
  });

  test('what was put aside and is gone before anything is written leaves nothing behind but the error', async () => {
    const world = await database.world();
    const before = await world.dump();
    const store = database.store(world);
    const collection = store.collection.bind(store);
    const observed = (name: TenantCollectionName) => {
      const found = collection(name);
      if (name !== 'importStaging') return found;
      const insertMany = found.insertMany.bind(found);
      const forgetting = async (documents: never[]) => {
        await insertMany(documents);
        await stagingGone(world);
      };
      return Object.assign(found, { insertMany: forgetting });
    };
    Object.assign(store, { collection: observed as TenantStore['collection'] });
    await expect(importCsv(store, filesOf(FIVE), world.setting())).rejects.toThrow(/^5 of 5 documents/);
    expect(await world.dump()).toBe(before);
  });
});
