import { expect, test } from 'vitest';
import { importCsv } from '../import/import-csv.ts';
import { operator } from '../operate/operator.ts';
import { filesOf } from '../testing/import-world.ts';
import { startTestApi } from '../testing/test-api.ts';
import { makeCompany } from './new-company.ts';

const ACME = {
  name: 'Acme Screws',
  slug: 'acme-screws',
  currency: 'EUR',
  locale: 'en-GB',
  timeZone: 'Europe/Berlin',
  adminName: 'Ada Stern',
  adminEmail: 'ada@acme.example',
};
const actor = operator('tester');
const OPTIONS = { dryRun: false, costShareBp: 6_500, defaultClass: 'B' as const };
const PRODUCTS = 'sku,name,category,listPrice,cost\nS1,Screw,Screws,0.0125,0.0049\nS2,Box,Screws,14.00,9.5\n';

test('a company whose prices go below a cent keeps them exactly, and every other one refuses them', async () => {
  await using api = await startTestApi();
  const { database } = api.services;
  const { clock } = api;
  const imported = async (settings: Parameters<typeof makeCompany>[2]) => {
    const { companyId } = await makeCompany(database, { clock, actor }, settings);
    const store = database.tenant(companyId);
    const setting = { options: OPTIONS, clock, operator: 'operator tester' };
    const { problems } = await importCsv(store, filesOf({ products: PRODUCTS }), setting);
    const products = await store.collection('products').find({}, { sort: { sku: 1 } });
    const limits = await store.collection('governance').findOne({ current: true });
    return {
      problems: problems.map(({ reason }) => reason),
      prices: products.map(({ listPriceMinor, costMinor }) => [listPriceMinor, costMinor]),
      automaticUpTo: limits?.autoApproval.maxNetTotalMinor,
    };
  };
  expect(await imported({ ...ACME, priceDigits: 4 })).toEqual({
    problems: [],
    prices: [
      [125, 49],
      [140_000, 95_000],
    ],
    // 10,000 EUR.
    automaticUpTo: 100_000_000,
  });
  const { problems, prices, automaticUpTo } = await imported({ ...ACME, slug: 'acme-boxes' });
  expect(problems).toEqual(Array(2).fill(expect.stringContaining('more than 2 digits')));
  expect([prices, automaticUpTo]).toEqual([[], 1_000_000]);
});
