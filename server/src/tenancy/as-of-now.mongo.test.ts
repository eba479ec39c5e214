import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { createTestCompany } from '../testing/test-company.ts';
import { startTestPair } from '../testing/test-pair.ts';
import { GatheredReads } from './gathered-reads.ts';

const [api] = await startTestPair();

test('everything that is read as of now is of one moment, whatever is committed in between', async () => {
  const company = await createTestCompany(api.services);
  const [first, second] = [company.product(1), company.product(2)];
  const rename = (id: string) => company.store.collection('products').updateOne({ _id: id }, { $set: { name: v7() } });
  const names = await company.store.asOfNow(async (store) => {
    const products = store.collection('products');
    const seen = [(await products.findById(first.id))?.name];
    await rename(first.id);
    await rename(second.id);
    const together = new GatheredReads(store);
    const [again, counters] = await Promise.all([
      together.byIds('products', [first.id, second.id]),
      together.byIds('counters', [company.id]),
    ]);
    expect(counters.size).toBe(1);
    seen.push(again.get(first.id)?.name, again.get(second.id)?.name);
    seen.push((await products.find({})).find(({ _id }) => _id === first.id)?.name);
    return seen;
  });
  expect(names).toEqual([first.name, first.name, second.name, first.name]);
});
