import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { expectPositionsHold } from '../testing/laws.ts';
import { profiled } from '../testing/profiler.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { startTestPair } from '../testing/test-pair.ts';
import { commit, UnknownCompanyError } from './commit.ts';
import { toStored } from './documents.ts';
import type { TenantStore } from './tenant-store.ts';
import type { Commit } from './unit-of-work.ts';

const [api, sibling] = await startTestPair();

/** A product that is new, or the given one again. */
async function putProducts(store: TenantStore, company: TestCompany, ids: string[], between = () => Promise.resolve()) {
  return commit(store, async (unit) => {
    const product = await unit.store.collection('products').findById(company.product(1).id);
    if (product === null) throw new Error('the product is gone');
    await between();
    return ids.map((_id) => unit.put('products', { ...product, _id, sku: _id }).seq);
  });
}

describe('a commit', () => {
  test('a commit gives every document a position of its own, and the company the last one', async () => {
    const company = await createTestCompany(api.services);
    const start = await company.seq();
    const ids = [v7(), v7(), v7()];
    const { result, seq } = await putProducts(company.store, company, ids);
    expect(result).toEqual([start + 1, start + 2, start + 3]);
    expect([seq, await company.seq()]).toEqual([start + 3, start + 3]);
    await expectPositionsHold(api, company);
  });

  test('a commit writes the last of two versions of a document', async () => {
    const company = await createTestCompany(api.services);
    const start = await company.seq();
    const id = v7();
    await putProducts(company.store, company, [id, v7(), id]);
    expect((await company.store.collection('products').findById(id))?.seq).toBe(start + 3);
    await expectPositionsHold(api, company);
  });

  test('a commit that puts nothing moves nothing', async () => {
    const company = await createTestCompany(api.services);
    const start = await company.seq();
    expect(await commit(company.store, async () => 'nothing')).toEqual({
      result: 'nothing',
      after: start,
      seq: start,
      written: [],
    });
    expect(await company.seq()).toBe(start);
  });

  test('a commit that moves nothing leaves the row of the last one that did', async () => {
    const company = await createTestCompany(api.services);
    const rows = () => company.store.collection('changes').find({});
    const before = await rows();
    const marks = { _id: company.id, companyId: company.id, marks: [] };
    await commit(company.store, async (unit) => unit.insert('positionMarks', marks));
    expect(await rows()).toEqual(before);
  });

  test('a commit writes its row over one that a backup, put back over a later state, has left at its position', async () => {
    const company = await createTestCompany(api.services);
    const after = await company.seq();
    const own = { _id: String(after + 1), companyId: company.id, seq: after + 1 };
    const left = { ...own, epoch: 'of the later state', after: after - 1, touched: [] };
    await company.store.collection('changes').insertMany([left]);
    const id = v7();
    await putProducts(company.store, company, [id]);
    const touched = [{ name: 'products', id, seq: after + 1 }];
    expect(await company.store.collection('changes').findById(left._id)).toEqual({
      ...own,
      epoch: (await company.store.collection('counters').findById(company.id))?.epoch,
      after,
      touched,
    });
  });

  test('a commit that fails leaves nothing', async () => {
    const company = await createTestCompany(api.services);
    const start = await company.seq();
    const id = v7();
    const work = commit(company.store, async (unit) => {
      const product = await unit.store.collection('products').findById(company.product(1).id);
      if (product === null) throw new Error('the product is gone');
      unit.put('products', { ...product, _id: id, sku: 'first' });
      // The second one breaks the index on sku, after the counter and the first were written.
      unit.put('products', { ...product, _id: v7(), sku: company.product(2).sku });
    });
    await expect(work).rejects.toThrow(/duplicate key/);
    expect(await company.seq()).toBe(start);
    expect(await company.store.collection('products').findById(id)).toBeNull();
  });

  test('a commit for a company that was never set up is refused', async () => {
    await expect(commit(api.services.database.tenant(v7()), async () => 1)).rejects.toThrow(UnknownCompanyError);
  });
});

describe('a commit that asks for the counter with what it reads', () => {
  const putOne = async (company: TestCompany, between: () => Promise<unknown> = async () => null) => {
    let runs = 0;
    const done = await commit(
      company.store,
      async (unit) => {
        runs += 1;
        const { id } = company.product(1);
        const product = (await unit.reads.byIds('products', [id])).get(id);
        if (product === undefined) throw new Error('the product is gone');
        if (runs === 1) await between();
        unit.put('products', { ...product, name: `${product.name}!` }, product);
      },
      { gathersReads: true },
    );
    return { ...done, runs };
  };
  const nameOf = async (company: TestCompany) =>
    (await company.store.collection('products').findById(company.product(1).id))?.name;

  test('a commit that asks for the counter with what it reads reads by one command, and does its work once', async () => {
    const company = await createTestCompany(api.services);
    const start = await company.seq();
    let done: Awaited<ReturnType<typeof putOne>> | undefined;
    const commands = await profiled(api.database, async () => {
      done = await putOne(company);
    });
    expect(done).toMatchObject({ runs: 1, after: start, seq: start + 1 });
    const reads = commands.filter(({ command }) => 'find' in command || 'aggregate' in command);
    expect(reads.filter(({ ns }) => /\.(?:counters|products)$/.test(ns))).toHaveLength(1);
    await expectPositionsHold(api, company);
  });

  test('a commit that asks for the counter with what it reads writes over nothing that another process commits between its reading and its transaction', async () => {
    const company = await createTestCompany(api.services);
    const start = await company.seq();
    const name = await nameOf(company);
    const overtaken = await putOne(company, () => putOne(company));
    expect(overtaken).toMatchObject({ runs: 2, after: start + 1, seq: start + 2 });
    expect(await nameOf(company)).toBe(`${name}!!`);
    await expectPositionsHold(api, company);
  });

  test('a commit with nothing to write returns the company’s position', async () => {
    const company = await createTestCompany(api.services);
    const start = await company.seq();
    const nothing = commit(company.store, async () => null, { gathersReads: true });
    expect(await nothing).toMatchObject({ after: start, seq: start, written: [] });
  });

  test('a commit that asks for the counter with what it reads fails if it puts something aside before it has read', async () => {
    const company = await createTestCompany(api.services);
    const early = async (unit: Commit) => unit.put('products', { ...toStored(company.product(1)), name: 'early' });
    await expect(commit(company.store, early, { gathersReads: true })).rejects.toThrow('must have read');
  });

  test('a commit of a company that was never set up is refused', async () => {
    const store = api.services.database.tenant(v7());
    const read = async (unit: Commit) => unit.reads.byIds('products', [v7()]);
    await expect(commit(store, read, { gathersReads: true })).rejects.toThrow(UnknownCompanyError);
  });
});

describe('commits of two processes at once', () => {
  test('commits of two processes at once are in the order of their positions: who reads up to the counter misses none (law 3)', async () => {
    const company = await createTestCompany(api.services);
    const stores = [api, sibling].map(({ services }) => services.database.tenant(company.id));
    const start = await company.seq();
    const total = 24;
    let writing = true;

    // Reads as a client does: the counter first, then what lies between its cursor and the counter.
    const seen: string[] = [];
    const read = async (after: number): Promise<number> => {
      const upTo = await company.seq();
      const range = { seq: { $gt: after, $lte: upTo } };
      for (const { _id } of await company.store.collection('products').find(range)) seen.push(_id);
      return upTo;
    };
    const reading = (async () => {
      let after = start;
      while (writing) after = await read(after);
      await read(after);
    })();

    const written: string[] = [];
    await Promise.all(
      stores.flatMap((store, server) =>
        [0, 1].map(async (writer) => {
          for (let turn = 0; turn < total / 4; turn += 1) {
            const ids = [v7(), v7()];
            // Some are held back inside their transaction, so that others overtake them.
            const delay = (turn * 7 + server * 3 + writer * 5) % 12;
            await putProducts(store, company, ids, () => new Promise((resolve) => setTimeout(resolve, delay)));
            written.push(...ids);
          }
        }),
      ),
    );
    writing = false;
    await reading;
    expect(written).toHaveLength(total * 2);
    expect(seen.sort()).toEqual(written.sort());
    await expectPositionsHold(api, company);
  });
});
