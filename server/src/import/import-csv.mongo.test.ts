import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '../clock.ts';
import { seedDemo } from '../demo/seed-demo.ts';
import { prepareStorage } from '../migrations/prepare.ts';
import { Database } from '../tenancy/database.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { TestClock } from '../testing/test-clock.ts';
import { createTestDatabase, type TestDatabase, testMongoUri } from '../testing/test-database.ts';
import { importCsv } from './import-csv.ts';
import type { ImportFiles } from './import-files.ts';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const NORTHWIND = join(process.env.MARGINIQ_SHARED_DATA ?? join(ROOT, '../shared/data'), 'northwind');

const options = { dryRun: false, costShareBp: 6_500, defaultClass: 'B' } as const;
const shares = { discounts: 'share' } as const;
const text = (name: string, content: string) => ({ name, content: new TextEncoder().encode(content), stated: shares });

const few = () => ({
  customers: text('customers.csv', 'code,name\nX1,First\nX2,Second\n'),
  products: text('products.csv', 'sku,name,category,listPrice,cost\nY1,Thing,Things,10.00,6.00\n'),
  deals: text('deals.csv', 'deal,customer,date\nD1,X1,2025-01-02\nD2,X2,2025-02-03\n'),
  dealLines: text('lines.csv', 'deal,sku,quantity,unitPrice,discount\nD1,Y1,5,10.00,0.1\nD2,Y1,1,9.00,0\n'),
});

describe('importing', () => {
  let test: TestDatabase;
  let database: Database;
  let store: TenantStore;
  let other: TenantStore;
  const clock: Clock = new TestClock();

  beforeAll(async () => {
    test = await createTestDatabase();
    database = await Database.connect(testMongoUri(), test.name);
    await prepareStorage(database, { clock: clock });
    await seedDemo(database, clock, { seed: 1, progress: () => undefined });
    const [first, second] = await Promise.all(['nordlicht', 'cascade'].map((slug) => database.companyIdBySlug(slug)));
    if (!first || !second) throw new Error('the demo is incomplete');
    store = database.tenant(first);
    other = database.tenant(second);
  });
  afterAll(async () => {
    await database.close();
    await test[Symbol.asyncDispose]();
  });

  async function dump(companyId: string): Promise<string> {
    const names = (await test.raw.listCollections().toArray()).map(({ name }) => name).sort();
    const found = [];
    // Who held the company's lease is no data.
    for (const name of names.filter((one) => one !== 'leases'))
      found.push(await test.raw.collection(name).find({ companyId }).sort({ _id: 1 }).toArray());
    return JSON.stringify(found);
  }

  it('a dry run writes nothing, and says what it would do', async () => {
    const before = await dump(store.companyId);
    const report = await importCsv(store, few(), { options: { ...options, dryRun: true }, clock });
    expect(report).toMatchObject({
      written: false,
      problems: [],
      counts: { customers: { created: 2 }, deals: { created: 2 } },
    });
    expect(await dump(store.companyId)).toBe(before);
  });

  it.each([
    ['an unknown customer', 'deals', 'deal,customer,date\nD1,X1,2025-01-02\nD2,X9,2025-02-03\n', 'deals.csv', 3],
    [
      'an unknown product',
      'dealLines',
      'deal,sku,quantity,unitPrice,discount\nD1,Y9,5,10,0\nD2,Y1,1,9,0\n',
      'lines.csv',
      2,
    ],
    ['a deal without lines', 'dealLines', 'deal,sku,quantity,unitPrice,discount\nD1,Y1,5,10,0\n', 'deals.csv', 3],
    [
      'a line without a deal',
      'dealLines',
      'deal,sku,quantity,unitPrice,discount\nD1,Y1,5,10,0\nD2,Y1,1,1,0\nD3,Y1,1,1,0\n',
      'lines.csv',
      4,
    ],
    [
      'a foreign salesperson',
      'customers',
      'code,name,ownerEmail\nX1,First,nobody@nordlicht.example\nX2,Second,\n',
      'customers.csv',
      2,
    ],
  ] as const)('nothing at all is imported with %s, and its line is named', async (_what, kind, content, file, line) => {
    const before = await dump(store.companyId);
    const files = { ...few(), [kind]: text(`${few()[kind].name}`, content) };
    const report = await importCsv(store, files, { options, clock });
    expect(report.written).toBe(false);
    expect(report.problems).toContainEqual(expect.objectContaining({ file, line }));
    expect(await dump(store.companyId)).toBe(before);
  });

  const skus = Array.from({ length: 101 }, (_, index) => `Z${index}`);
  const UNREADABLE: Record<string, Partial<ImportFiles>> = {
    'a deal of more lines than a request may have': {
      products: text(
        'products.csv',
        `sku,name,category,listPrice,cost\n${['Y1', ...skus].map((sku) => `${sku},Thing,Things,10.00,6.00\n`).join('')}`,
      ),
      dealLines: text(
        'lines.csv',
        `deal,sku,quantity,unitPrice,discount\nD1,Y1,1,10.00,0\n${skus.map((sku) => `D2,${sku},1,10.00,0\n`).join('')}`,
      ),
    },
    'a deal with a total that cannot be counted exactly': {
      dealLines: text(
        'lines.csv',
        'deal,sku,quantity,unitPrice,discount\nD1,Y1,5,10.00,0\nD2,Y1,1000000,10000000000.00,0\n',
      ),
    },
  };
  it.each(Object.keys(UNREADABLE))(
    'an import imports nothing with %s, which no device could read, and names it',
    async (what) => {
      const before = await dump(store.companyId);
      const files = { ...few(), ...UNREADABLE[what] };
      for (const dryRun of [true, false]) {
        const report = await importCsv(store, files, { options: { ...options, dryRun }, clock });
        expect(report.written).toBe(false);
        expect(report.problems).toMatchObject([{ file: 'deals.csv', column: 'deal', value: 'D2' }]);
        expect(await dump(store.companyId)).toBe(before);
      }
    },
  );

  it('an import leaves nothing behind when it breaks in the middle', async () => {
    const before = await dump(store.companyId);
    let ids = 0;
    const failing: Clock = {
      now: clock.now,
      newId: () => {
        ids += 1;
        if (ids > 3) throw new Error('killed');
        return clock.newId();
      },
    };
    await expect(importCsv(store, few(), { options, clock: failing })).rejects.toThrow('killed');
    expect(await dump(store.companyId)).toBe(before);
  });

  it('an import brings deals with their margins, is noted, and the second time changes nothing', async () => {
    const others = await dump(other.companyId);
    const report = await importCsv(store, few(), { options, clock });
    expect(report).toMatchObject({ written: true, problems: [] });
    const customer = await store.collection('customers').findOne({ code: 'X1' });
    const [deal] = await store.collection('discountRequests').find({ customerId: customer?._id ?? '' });
    expect(deal).toMatchObject({ status: 'approved', sale: 'won', submittedAt: '2025-01-02T00:00:00.000Z' });
    expect(deal?.evaluation.total).toMatchObject({
      listMinor: 5_000,
      netMinor: 4_500,
      costMinor: 3_000,
      marginMinor: 1_500,
    });
    expect(await store.collection('imports').count()).toBe(1);
    expect(await store.collection('auditLogs').count({ action: 'import.csv' })).toBe(1);

    const before = await dump(store.companyId);
    const again = await importCsv(store, few(), { options, clock });
    expect(again).toMatchObject({ written: false, counts: { customers: { unchanged: 2 }, deals: { unchanged: 2 } } });
    expect(await dump(store.companyId)).toBe(before);
    expect(await dump(other.companyId)).toBe(others);
  });

  it('an import changes what the file speaks of and keeps the rest', async () => {
    const before = await store.collection('customers').findOne({ code: 'X2' });
    const report = await importCsv(
      store,
      { customers: text('c.csv', 'code,name,city\nX2,Second & Sons,Bremen\n') },
      { options, clock },
    );
    expect(report.counts.customers).toEqual({ created: 0, updated: 1, unchanged: 0 });
    const after = await store.collection('customers').findOne({ code: 'X2' });
    expect(after).toEqual({ ...before, name: 'Second & Sons', city: 'Bremen', seq: after?.seq });
    expect(after?.seq).toBeGreaterThan(before?.seq ?? 0);
  });

  if (!existsSync(NORTHWIND))
    console.warn(`The Northwind sample is not at ${NORTHWIND}: its import is not tested here.`);
  it.runIf(existsSync(NORTHWIND))('the Northwind sample is imported unchanged, to the cent', async () => {
    const open = (name: string) => ({ name, content: readFileSync(join(NORTHWIND, name)), stated: shares });
    const sellers = await other.collection('users').find({ role: 'salesperson' }, { sort: { email: 1 } });
    const emailOf = (employee: number) => sellers[employee % sellers.length]?.email ?? '';
    // Nine employees sold here; who they are in this company has to be said.
    const nine = Array.from({ length: 9 }, (_, index) => index + 1);
    const salespeople = new Map(
      nine.map((employee) => [String(employee), employee === 9 ? 'nobody' : emailOf(employee)]),
    );
    const files = {
      customers: open('customers.csv'),
      products: open('products.csv'),
      categories: open('categories.csv'),
      deals: open('orders.csv'),
      dealLines: open('order-details.csv'),
    };
    const unknown = await importCsv(other, files, { options, clock });
    expect(unknown.problems.map(({ file, column, value }) => `${file} ${column} ${value}`).sort()).toEqual(
      nine.map((employee) => `orders.csv salesperson ${employee}`),
    );
    const report = await importCsv(other, files, { options: { ...options, salespeople }, clock });
    expect(report.problems).toEqual([]);
    expect(report.formats['order-details.csv']).toBe('utf-8, commas, decimal point, discounts as shares');
    expect(report.counts).toMatchObject({
      customers: { created: 91 },
      products: { created: 77 },
      deals: { created: 830 },
    });

    // Summed here by hand from the file: price x quantity less discount, each line rounded once.
    const lines = readFileSync(join(NORTHWIND, 'order-details.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    const cents = (price = '0') => Math.round(Number(price) * 100);
    const expected = lines.reduce((sum, [, , price, quantity, discount]) => {
      const list = cents(price) * Number(quantity);
      return sum + list - Math.ceil((list * Math.round(Number(discount) * 100)) / 100 - 0.5);
    }, 0);
    const deals = await other.collection('discountRequests').find({ submittedAt: { $lt: '2000' } });
    expect(deals).toHaveLength(830);
    expect(deals.reduce((sum, { items }) => sum + items.length, 0)).toBe(2_155);
    expect(deals.reduce((sum, { evaluation }) => sum + evaluation.total.netMinor, 0)).toBe(expected);
  });
});
