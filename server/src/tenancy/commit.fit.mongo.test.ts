import { v7 } from 'uuid';
import { afterAll, describe, expect, test } from 'vitest';
import { expectPositionsHold } from '../testing/laws.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { commit } from './commit.ts';
import { createCompany } from './create-company.ts';
import { toStored } from './documents.ts';
import { UnfitDocumentError } from './fit.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

const productOf = (company: TestCompany, name: string) => {
  const _id = v7();
  return { ...toStored(company.product(1)), companyId: company.id, _id, sku: _id, name };
};
const LONG = 'x'.repeat(1_000);

describe('a document that no client could read', () => {
  test('a document that no client could read is never written: the commit fails as a whole, and names it', async () => {
    const company = await createTestCompany(api.services);
    const start = await company.seq();
    const [good, bad] = [productOf(company, 'Good'), productOf(company, LONG)];
    const work = commit(company.store, async (unit) => {
      unit.put('products', good);
      unit.put('products', bad);
    });
    await expect(work).rejects.toThrow(UnfitDocumentError);
    const places = [expect.stringMatching(/^name: /)];
    await expect(work).rejects.toMatchObject({ collection: 'products', id: bad._id, places });
    expect(await company.seq()).toBe(start);
    expect(await company.store.collection('products').findByIds([good._id, bad._id])).toEqual(new Map());
  });

  test('a document that no client could read keeps none of the others from being written where it may be left out, and takes no position', async () => {
    const company = await createTestCompany(api.services);
    const start = await company.seq();
    const [first, bad, last] = ['First', LONG, 'Last'].map((name) => productOf(company, name));
    if (!first || !bad || !last) throw new Error('three products were made');
    const { result, seq } = await commit(company.store, async (unit) =>
      [first, bad, last].map((product) => unit.putIfFit('products', product)),
    );
    expect(result.map((unfit) => unfit?.id ?? null)).toEqual([null, bad._id, null]);
    expect(seq).toBe(start + 2);
    const found = await company.store.collection('products').findByIds([first._id, bad._id, last._id]);
    expect([...found.keys()].sort()).toEqual([first._id, last._id].sort());
    await expectPositionsHold(api, company);
  });

  test('a document that no client could read is in no company that is made', async () => {
    const { data, id } = await createTestCompany(api.services);
    const companyId = v7();
    const company = toStored({
      ...data.company,
      id: companyId,
      companyId,
      slug: `c${v7().slice(-10)}`,
      status: 'active' as const,
    });
    const making = createCompany(api.services.database.tenant(companyId), { company, epoch: v7() }, (unit) => {
      unit.put('products', { ...toStored({ ...data.products[0], id: v7() } as never), companyId, name: LONG } as never);
    });
    await expect(making).rejects.toThrow(UnfitDocumentError);
    expect(id).not.toBe(companyId);
    expect(await api.services.database.tenant(companyId).collection('companies').count()).toBe(0);
    expect(await api.services.database.tenant(companyId).collection('counters').count()).toBe(0);
  });
});
