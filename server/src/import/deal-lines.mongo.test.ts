import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Stored } from '../tenancy/documents.ts';
import { ImportDatabase, type ImportWorld } from '../testing/import-world.ts';

const PRODUCTS =
  'sku,name,category,unit,listPrice,cost\nY1,Bolt,Things,pcs,10.00,6.00\nY2,Other,Things,box,20.00,13.00\nY3,Third,Things,,9.99,5.00\n';
const DEALS = 'deal,customer,date,salesperson\nD1,Anna-1,2025-01-02,Anna\n';
const HEAD = 'deal,sku,quantity,unitPrice,discount\n';

const database = await ImportDatabase.create();
afterAll(() => database[Symbol.asyncDispose]());
let world: ImportWorld;

beforeEach(async () => {
  world = await database.world();
  expect((await world.run({ products: PRODUCTS })).problems).toEqual([]);
});

const run = (dealLines: string, deals = DEALS) => world.run({ deals, dealLines });
async function deal(number = 'D1'): Promise<Stored<DiscountRequest>> {
  const [found, second] = await world.deals(number);
  expect(second).toBeUndefined();
  if (found === undefined) throw new Error(`there is no deal ${number}`);
  return found;
}
const items = async (number = 'D1') =>
  (await deal(number)).items.map(
    ({ name, quantity, listPriceMinor, discountBp, costMinor }) =>
      `${quantity} ${name} ${listPriceMinor} -${discountBp} cost ${costMinor}`,
  );
/** Imports lines, expects no problem, and expects that importing them again changes nothing, whatever the products cost by then. */
async function importTwice(dealLines: string): Promise<string[]> {
  const report = await run(dealLines);
  expect(report.problems).toEqual([]);
  const notes = report.notes.map(({ file, line, reason }) => `${file} ${line}: ${reason}`);
  await world.run({ products: 'sku,listPrice,cost\nY1,99.00,1.00\nY2,98.00,2.00\nY3,97.00,3.00\n' });
  const before = await world.dump();
  expect(await run(dealLines)).toMatchObject({ written: false, problems: [] });
  expect(await world.dump()).toBe(before);
  return notes;
}

describe('one article twice in a deal', () => {
  it('one article twice in a deal is one line at one price, and two at two prices', async () => {
    const notes = await importTwice(`${HEAD}D1,Y1,5,10.00,0.1\nD1,Y2,1,20.00,0\nD1,Y1,2,10.00,0.1\nD1,Y1,5,8.00,0\n`);
    expect(notes).toEqual([]);
    expect(await items()).toEqual([
      '7 Bolt 1000 -1000 cost 600',
      '5 Bolt 800 -0 cost 480',
      '1 Other 2000 -0 cost 1300',
    ]);
    expect((await deal()).evaluation.total.netMinor).toBe(6_300 + 4_000 + 2_000);
  });

  it('an article stays two lines if rounding them together would cost a cent', async () => {
    await importTwice(`${HEAD}D1,Y1,1,0.50,0.05\nD1,Y1,1,0.50,0.05\n`);
    expect(await items()).toEqual(['1 Bolt 50 -500 cost 30', '1 Bolt 50 -500 cost 30']);
  });

  it('one article twice in a deal counts both of two equal rows, and says so', async () => {
    expect(await importTwice(`${HEAD}D1,Y1,5,10.00,0.1\nD1,Y1,5,10.00,0.1\n`)).toEqual([
      'dealLines.csv 3: is the same as line 2; both are counted',
    ]);
    expect(await items()).toEqual(['10 Bolt 1000 -1000 cost 600']);
  });

  it('one article twice in a deal is corrected line by line if there are as many as before', async () => {
    await run(`${HEAD}D1,Y1,5,10.00,0.1\nD1,Y1,5,8.00,0\nD1,Y2,1,20.00,0\n`);
    await run('deal,sku,quantity\nD1,Y1,6\nD1,Y1,7\nD1,Y2,1\n');
    expect(await items()).toEqual([
      '6 Bolt 1000 -1000 cost 600',
      '7 Bolt 800 -0 cost 480',
      '1 Other 2000 -0 cost 1300',
    ]);
    expect(await deal()).toMatchObject({ revision: 2 });
  });

  it('one article twice in a deal is replaced, and nothing else, if the number of its lines has changed', async () => {
    await run(`${HEAD}D1,Y1,5,10.00,0.1\nD1,Y1,5,8.00,0\nD1,Y2,1,20.00,0\n`);
    const report = await run(`${HEAD}D1,Y1,5,7.00,0\n`);
    expect(report.kept).toMatchObject([{ reason: expect.stringContaining('Other') }]);
    expect(await items()).toEqual(['5 Bolt 700 -0 cost 420', '1 Other 2000 -0 cost 1300']);
    await run(`${HEAD}D1,Y1,5,7.00,0\nD1,Y1,1,6.00,0\nD1,Y1,2,5.00,0\n`);
    expect(await items()).toHaveLength(4);
  });
});

describe('returns', () => {
  it('returns are deducted from what was sold, and any excess is left out and named', async () => {
    const notes = await importTwice(
      `${HEAD}D1,Y1,5,10.00,0\nD1,Y1,-2,10.00,0\nD1,Y2,1,20.00,0\nD1,Y2,-1,20.00,0\nD1,Y3,4,9.99,0\nD1,Y3,-6,9.99,0\nD1,gone,-1,1.00,0\n`,
    );
    expect(notes).toEqual([
      'dealLines.csv 0: 2 of its lines are returns: they are taken off what was sold in their deals',
      'dealLines.csv 0: 2 of its lines are returns of what their deals did not sell: they are left out, and listed here by name',
      'dealLines.csv 7: returns 2 more of Y3 than deal D1 sold: left out',
      'dealLines.csv 8: returns 1 more of gone than deal D1 sold: left out',
    ]);
    expect(await items()).toEqual(['3 Bolt 1000 -0 cost 600']);
  });

  it('returns that cover a whole deal make no deal, and no problem whatever else it says', async () => {
    const deals = `${DEALS}C2,nobody,2025-01-02,whoever\nD3,Anna-1,2025-01-02,Anna\n`;
    const lines = `${HEAD}D1,Y1,1,10.00,0\nC2,unknown,-2,10.00,0\nD3,Y1,3,10.00,0\nD3,Y1,-3,10.00,0\nC9,Y1,-1,1.00,0\n`;
    const report = await run(lines, deals);
    expect(report).toMatchObject({ problems: [], written: true, counts: { deals: { created: 1 } } });
    expect(report.notes.map(({ file, line, value, reason }) => `${file} ${line} ${value}: ${reason}`)).toEqual([
      'deals.csv 3 C2: is a credit note: left out',
      'deals.csv 4 D3: was returned whole: left out',
      'dealLines.csv 0 null: 1 of its lines are returns: they are taken off what was sold in their deals',
      'dealLines.csv 0 null: 2 of its deals hold nothing but returns: they are left out, and listed here by name',
      'dealLines.csv 0 null: 1 of its deals were returned whole: they are left out, and listed here by name',
      'dealLines.csv 6 C9: is a credit note: left out',
    ]);
    expect(await world.deals('C2')).toEqual([]);
    expect(await world.deals('D3')).toEqual([]);
  });

  it('correct a deal that was imported before them, but never leave it without a line', async () => {
    await run(`${HEAD}D1,Y1,5,10.00,0\nD1,Y2,1,20.00,0\n`);
    await importTwice(`${HEAD}D1,Y1,5,10.00,0\nD1,Y2,1,20.00,0\nD1,Y2,-1,20.00,0\n`);
    expect(await items()).toEqual(['5 Bolt 1000 -0 cost 600']);
    const report = await run(`${HEAD}D1,Y1,5,10.00,0\nD1,Y1,-5,10.00,0\n`);
    expect(report).toMatchObject({ written: false, problems: [], kept: [{ value: 'D1', column: 'deal' }] });
    expect(await items()).toEqual(['5 Bolt 1000 -0 cost 600']);
  });
});

describe('prices at which lines were sold', () => {
  const SOLD = 'deal,sku,quantity,listPrice,netPrice\n';

  it('sold prices determine the discount, and prices above list are noted once', async () => {
    const notes = await importTwice(`${SOLD}D1,Y1,5,10.00,8.50\nD1,Y2,3,20.00,24.00\nD1,Y3,2,9.99,10.50\n`);
    expect(notes).toEqual([
      'dealLines.csv 0: 2 of its lines were sold above the list price: what they were sold at counts as their list price, without a discount',
    ]);
    // The cost is the share of the list price, and not of what it was sold at.
    expect(await items()).toEqual([
      '5 Bolt 1000 -1500 cost 600',
      '3 Other 2400 -0 cost 1300',
      '2 Third 1050 -0 cost 500',
    ]);
  });

  it('come to the cent where no single discount does', async () => {
    const notes = await importTwice(`${SOLD}D1,Y1,100,99.99,33.33\nD1,Y2,1,25000.00,21499.00\n`);
    expect(notes).toEqual([
      expect.stringContaining('1 of its lines were sold at a price that no discount in steps of 0.01 % meets'),
      expect.stringContaining('1 of its lines are two lines here'),
    ]);
    const { evaluation, items: made } = await deal();
    expect(evaluation.total.netMinor).toBe(333_300 + 2_149_900);
    expect(made.map(({ discountBp }) => discountBp)).toEqual([6_666, 6_667, 1_400]);
  });

  it('sold prices are accepted beside a list price and a discount only if all three agree', async () => {
    const all = 'deal,sku,quantity,listPrice,discount,soldPrice\n';
    expect(await importTwice(`${all}D1,Y1,5,10.00,0.15,8.50\n`)).toEqual([]);
    const report = await run(`${all}D1,Y1,5,10.00,0.15,8.00\n`);
    expect(report.problems).toMatchObject([{ file: 'dealLines.csv', line: 2, column: 'netPrice', value: 'D1 / Y1' }]);
  });

  it('alone count as list prices, and change a known line by its list price if it had a discount', async () => {
    const notes = await importTwice('deal,sku,quantity,price\nD1,Y1,5,8.00\n');
    expect(notes).toEqual([expect.stringContaining('1 of its lines have no list price')]);
    await run(`${HEAD}D1,Y1,5,10.00,0.1\n`);
    await run('deal,sku,quantity,price\nD1,Y1,5,8.00\n');
    expect((await items())[0]).toMatch(/^5 Bolt 1000 -2000/);
  });

  it('prices at which lines were sold are above list with a negative discount, too', async () => {
    const notes = await importTwice(`${HEAD}D1,Y1,5,10.00,-0.2\nD1,Y3,7,9.99,-0.1\n`);
    expect(notes[0]).toMatch(/2 of its lines were sold above the list price/);
    expect((await deal()).evaluation.total).toMatchObject({ netMinor: 6_000 + 7_692, listMinor: 6_000 + 7_692 });
  });
});

describe('what a line cost at the time', () => {
  it('a cost is taken from the file instead of the share, and replaces the known one', async () => {
    await importTwice('deal,sku,quantity,unitPrice,unitCost\nD1,Y1,5,10.00,7.77\nD1,Y2,1,20.00,\n');
    expect(await items()).toEqual(['5 Bolt 1000 -0 cost 777', '1 Other 2000 -0 cost 1300']);
    await run('deal,sku,cost\nD1,Y1,8.00\nD1,Y2,9.00\n');
    expect(await items()).toEqual(['5 Bolt 1000 -0 cost 800', '1 Other 2000 -0 cost 900']);
  });
});

describe('parts of an article', () => {
  it('fractions of an article sold by measure are kept exactly, with their unit', async () => {
    await world.run({ products: 'sku,name,category,unit,listPrice,cost\nKG,Steel,Things,kg,3.33,2.00\n' });
    await importTwice(`${HEAD}D1,KG,2.5,3.33,0\nD1,KG,0.125,3.33,0.1\nD1,KG,-0.5,3.33,0\n`);
    expect(await items()).toEqual(['2 Steel 333 -0 cost 200', '0.125 Steel 333 -1000 cost 200']);
    const { evaluation, items: made } = await deal();
    expect(made.map(({ unit }) => unit)).toEqual(['kg', 'kg']);
    // 0.125 kg at 3.33 less 10 % is 0.374625.
    expect(evaluation.total.netMinor).toBe(666 + 37);
  });

  it('lines from before units were kept change nothing when they come again', async () => {
    await run(`${HEAD}D1,Y1,5,10.00,0\n`);
    const { _id } = await deal();
    await world.test.raw
      .collection('discountRequests')
      .updateOne({ _id: _id as never }, { $unset: { 'items.0.unit': 1 } });
    const before = await world.dump();
    expect(await run(`${HEAD}D1,Y1,5,10.00,0\n`)).toMatchObject({ written: false });
    expect(await world.dump()).toBe(before);
  });
});

describe('parts of an article that is counted whole', () => {
  it('parts of an article that is counted whole are a problem that names the unit', async () => {
    const report = await run(`${HEAD}D1,Y1,2.5,10.00,0\nD1,Y2,1,20.00,0\nD1,Y3,0.125,1.00,0\n`);
    expect(report.problems.map(({ line, column, value, reason }) => `${line} ${column} ${value}: ${reason}`)).toEqual([
      '2 quantity 2.5: is not whole, and "pcs" is counted whole: parts are for units such as kg, m or h',
      '4 quantity 0.125: is not whole, and an article without a unit is counted whole: parts are for units such as kg, m or h',
    ]);
  });
});
