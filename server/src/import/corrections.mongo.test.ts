import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { Grants } from '@marginiq/domain/granted';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { fromStored } from '../tenancy/documents.ts';
import { ImportDatabase, type ImportWorld } from '../testing/import-world.ts';

const PRODUCTS = 'sku,name,category,listPrice,cost\nY1,Thing,Things,10.00,6.00\n';
const DEALS = 'deal,customer,date,salesperson\nD1,Anna-1,2025-01-02,Anna\n';
const LINES = 'deal,sku,quantity,unitPrice\nD1,Y1,5,10.00\n';

const database = await ImportDatabase.create();
afterAll(() => database[Symbol.asyncDispose]());
let world: ImportWorld;

async function deal(): Promise<DiscountRequest> {
  const [found] = await world.deals('D1');
  if (found === undefined) throw new Error('the deal is there');
  return fromStored<DiscountRequest>(found);
}

beforeEach(async () => {
  world = await database.world();
  expect((await world.run({ products: PRODUCTS, deals: DEALS, dealLines: LINES })).problems).toEqual([]);
});

describe('a deal of long ago that is corrected today', () => {
  it('a deal of long ago that is corrected today does not count as granted lately', async () => {
    const grantedNow = async () => {
      const request = await deal();
      const about = { requestId: null, now: world.clock.now(), governance: null };
      return new Grants([request]).to(request.customerId, about).listMinor;
    };
    expect(await grantedNow()).toBe(0);
    await world.run({ deals: DEALS.replace('2025-01-02', '2025-01-05'), dealLines: LINES.replace(',5,', ',7,') });
    expect(await deal()).toMatchObject({ revision: 2, submittedAt: '2025-01-05T00:00:00.000Z' });
    expect(await grantedNow()).toBe(0);
  });

  it('a corrected deal keeps its original share of cost, whatever the product costs now', async () => {
    await world.run({ products: 'sku,listPrice,cost\nY1,12.00,11.00\n' });
    await world.run({ deals: DEALS, dealLines: LINES.replace('10.00', '20.00') });
    expect((await deal()).items).toMatchObject([{ listPriceMinor: 2_000, costMinor: 1_200 }]);
  });

  it('a corrected deal takes the cost from the product if its price was 0, which has no share', async () => {
    const more = (price: string) => ({
      deals: DEALS.replace('D1', 'D2'),
      dealLines: LINES.replace('D1', 'D2').replace('10.00', price),
    });
    await world.run(more('0'));
    await world.run(more('20.00'));
    const [corrected] = await world.deals('D2');
    expect(corrected?.items).toMatchObject([{ listPriceMinor: 2_000, costMinor: 1_200 }]);
  });
});
