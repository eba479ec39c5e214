import { afterAll, expect, it } from 'vitest';
import { createRandom } from '../../demo/generate/random.ts';
import { ImportDatabase } from '../import-world.ts';
import { requestTotals } from './request-totals.ts';

/*
 * Order lines in one flat file, in the shape that the UCI Machine Learning Repository describes for its data set "Online
 * Retail" (archive.ics.uci.edu/dataset/352): InvoiceNo (a C in front: a cancellation), StockCode (five digits, some with a
 * letter), Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country. What analyses of it name is in here too: missing
 * customers and descriptions, negative quantities, prices of 0 and below a penny, lines for postage (POST) and discounts (D), bad
 * debt with a negative price, equal rows, an article twice in an invoice, and invoices over two minutes. All rows are invented.
 */

interface Row {
  invoice: string;
  code: string;
  description: string;
  quantity: number;
  date: string;
  /** In pence. */
  price: number;
  customer: string;
}

const COUNTRIES = ['United Kingdom', 'France', 'EIRE'] as const;
const CODES = Array.from({ length: 60 }, (_, index) => `${20_000 + index * 37}${['', 'A', 'B'][index % 3]}`);
const CUSTOMERS = Array.from({ length: 40 }, (_, index) => String(12_346 + index));
/** A customer of the company's own for sales that name none. */
const COUNTER = '99999';

const priceOf = (index: number) => 55 + ((index * 137) % 1_200);

/** Invoices as the description has them: sales, cancellations, and stock that was written off. */
function invoices(): Row[] {
  const random = createRandom(7);
  const rows: Row[] = [];
  for (let number = 536_365; number < 536_365 + 300; number += 1) {
    const day = random.int(1, 28);
    const about = {
      invoice: String(number),
      date: `12/${day}/2010 ${random.int(7, 19)}:${String(random.int(0, 59)).padStart(2, '0')}`,
      customer: random.chance(0.05) ? '' : (CUSTOMERS[random.int(0, CUSTOMERS.length - 1)] ?? ''),
    };
    const kind = random.next();
    const line = (): Row => {
      const index = random.int(0, CODES.length - 1);
      const code = CODES[index] ?? '';
      const price = random.chance(0.03) ? 0 : priceOf(index) - (random.chance(0.2) ? 10 : 0);
      return { ...about, code, description: `GIFT ${index}, "BOXED"`, quantity: random.int(1, 48), price };
    };
    if (kind < 0.12) rows.push({ ...line(), invoice: `C${number}`, quantity: -random.int(1, 12) });
    else if (kind < 0.15)
      rows.push({ ...line(), quantity: -random.int(1, 90), price: 0, customer: '', description: 'damages' });
    else if (kind < 0.17)
      rows.push({ ...line(), invoice: `C${number}`, code: 'D', description: 'Discount', quantity: -1 });
    else {
      const lines = Array.from({ length: random.int(1, 12) }, line);
      const [first] = lines;
      if (first !== undefined && random.chance(0.15)) lines.push({ ...first });
      if (first !== undefined && random.chance(0.15))
        lines.push({ ...first, code: first.code.toLowerCase(), price: first.price + 5 });
      if (random.chance(0.1))
        lines.push({ ...line(), code: 'POST', description: 'POSTAGE', quantity: 1, price: 1_800 });
      rows.push(...lines);
    }
  }
  return rows;
}

const text = (value: string) => (/[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
const pounds = (pence: number) => `${pence < 0 ? '-' : ''}${Math.abs(pence) / 100}`;
function fileOf(rows: readonly (Row & { written?: string })[]): string {
  const lines = rows.map(({ invoice, code, description, quantity, date, price, customer, written }, index) =>
    [invoice, code, text(description), quantity, date, written ?? pounds(price), customer, COUNTRIES[index % 3]].join(
      ',',
    ),
  );
  return `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n${lines.join('\n')}\n`;
}

const customers = `code,name,country\n${[...CUSTOMERS, COUNTER].map((code) => `${code},Customer ${code},United Kingdom\n`).join('')}`;
const products = `sku,name,category,listPrice\n${CODES.map((code, index) => `${code},Gift ${index},Gifts,${pounds(priceOf(index))}\n`).join('')}`;

const database = await ImportDatabase.create();
afterAll(() => database[Symbol.asyncDispose]());

it('a flat file of retail invoices ends in a list that a clerk can work off, and then imports whole, to the penny', async () => {
  const world = await database.world();
  const sales = invoices();
  const faults: (Row & { written?: string })[] = [
    { ...base('A563185'), code: 'B', description: 'Adjust bad debt', price: 1_106_206 },
    { ...base('A563186'), code: 'B', description: 'Adjust bad debt', price: -1_106_206 },
    { ...base('550193'), price: 0, written: '0.001' },
    { ...base('550200'), date: '12/3/2010 9:15' },
    { ...base('550200'), date: '12/3/2010 9:16', code: CODES[1] ?? '' },
  ];
  const lineOf = (index: number) => index + 2;
  const all: typeof faults = [...sales, ...faults];
  const files = { customers, products, deals: fileOf(all) };

  const report = await world.run(files);
  expect(report.written).toBe(false);
  const isSale = ({ quantity }: Row) => quantity > 0;
  const expected = all.flatMap((row, index): string[] => {
    if (!isSale(row)) return [];
    const isFirst = all.findIndex(({ invoice }) => invoice === row.invoice) === index;
    const found: string[] = [];
    if (row.written !== undefined) found.push('unitPrice is too fine');
    if (row.price < 0) found.push('unitPrice is negative');
    const isFirstOfCode = all.findIndex((one) => isSale(one) && one.code === row.code) === index;
    if (isFirstOfCode && (row.code === 'POST' || row.code === 'B')) found.push(`${row.code} is no product`);
    if (row.date.endsWith('9:16')) found.push('two dates');
    if (row.customer === '' && isFirst) found.push('no customer');
    return found.map((what) => `${lineOf(index)}: ${what}`);
  });
  const inWords = ({ line, column, value, reason }: (typeof report.problems)[number]) => {
    if (column === 'sku' && reason.startsWith('is not a product of this company'))
      return `${line}: ${value} is no product`;
    if (column === 'customer' && reason === `is missing: ${value ?? reason.slice(12, -14)} is a new deal`)
      return `${line}: no customer`;
    if (column === 'listPrice' && reason.startsWith('has more than 2 digits')) return `${line}: unitPrice is too fine`;
    if (column === 'listPrice' && reason === 'is negative') return `${line}: unitPrice is negative`;
    if (column === 'date' && reason.includes(`in line ${line - 1}, which is of the same deal "550200"`))
      return `${line}: two dates`;
    return `${line}: ${column} ${value} ${reason}`;
  };
  expect(report.problems.map(inWords).sort()).toEqual(expected.sort());
  expect(expected.length).toBeGreaterThan(14);

  // What the clerk does: postage becomes a product, sales without a customer go to the counter, faulty rows are
  // removed.
  const mended = sales.map((row) => ({ ...row, customer: row.customer || COUNTER }));
  const done = await world.run({
    ...files,
    products: `${products}POST,Postage,Services,18\n`,
    deals: fileOf(mended),
  });
  expect(done.problems).toEqual([]);
  const sold = mended.filter(isSale);
  const numbers = new Set(sold.map(({ invoice }) => invoice));
  const returned = new Set(mended.filter((row) => !isSale(row)).map(({ invoice }) => invoice));
  expect(done.counts.deals).toEqual({ created: numbers.size, updated: 0, unchanged: 0 });
  expect(done.notes.filter(({ reason }) => reason === 'is a credit note: left out').map(({ value }) => value)).toEqual([
    ...returned,
  ]);
  expect(done.notes).toContainEqual(
    expect.objectContaining({
      line: 0,
      reason: expect.stringMatching(new RegExp(`^${returned.size} of its deals hold nothing but returns`)),
    }),
  );
  const repeated = done.notes.filter(({ reason }) => reason.endsWith('both are counted'));
  expect(repeated.length).toBe(mended.length - new Set(mended.map((row) => JSON.stringify(row))).size);
  expect(repeated.length).toBeGreaterThan(10);

  const totals = await requestTotals(world);
  expect(totals.list).toBe(sold.reduce((sum, { quantity, price }) => sum + quantity * price, 0));
  expect(totals.net).toBe(totals.list);
  expect(totals.requests).toBe(numbers.size);

  const before = await world.dump();
  expect(
    await world.run({ ...files, products: `${products}POST,Postage,Services,18\n`, deals: fileOf(mended) }),
  ).toMatchObject({ written: false });
  expect(await world.dump()).toBe(before);
});

const base = (invoice: string): Row => ({
  ...{ invoice, code: CODES[0] ?? '', description: '', quantity: 1, date: '12/2/2010 9:00', price: 250 },
  customer: CUSTOMERS[0] ?? '',
});
