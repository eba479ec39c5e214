import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ImportDatabase, type ImportWorld } from '../testing/import-world.ts';

const PRODUCTS = 'sku,name,category,listPrice,cost\nY1,Bolt,Things,10.00,6.00\nY2,Other,Things,20.00,13.00\n';
const HEAD = 'deal,customer,date,salesperson,sku,quantity,unitPrice\n';

const database = await ImportDatabase.create();
afterAll(() => database[Symbol.asyncDispose]());
let world: ImportWorld;
beforeEach(async () => {
  world = await database.world();
  expect((await world.run({ products: PRODUCTS })).problems).toEqual([]);
});

describe('orders and their lines in one file', () => {
  it('a flat file gives deals with their lines, and one row fills the blanks of another', async () => {
    const flat = `${HEAD}D1,Anna-1,2025-01-02,,Y1,5,10.00\nD2,Anna-1,2025-02-03,Anna,Y1,1,9.00\nD1,,,Anna,Y2,1,20.00\n`;
    const report = await world.run({ deals: flat });
    expect(report).toMatchObject({ problems: [], notes: [], counts: { deals: { created: 2 } } });
    const [deal] = await world.deals('D1');
    expect(deal).toMatchObject({ ownerName: 'Anna', submittedAt: '2025-01-02T00:00:00.000Z' });
    expect(deal?.evaluation.total.netMinor).toBe(7_000);
    const before = await world.dump();
    expect(await world.run({ deals: flat })).toMatchObject({ written: false });
    expect(await world.dump()).toBe(before);
  });

  it('orders and their lines in one file are the same as in two files', async () => {
    await world.run({
      deals: 'deal,customer,date,salesperson\nD1,Anna-1,2025-01-02,Anna\n',
      dealLines: 'deal,sku,quantity,unitPrice\nD1,Y1,5,10.00\n',
    });
    const before = await world.dump();
    const report = await world.run({ deals: `${HEAD}D1,Anna-1,2025-01-02,Anna,Y1,5,10.00\n` });
    expect(report).toMatchObject({ written: false, problems: [] });
    expect(await world.dump()).toBe(before);
  });

  it('orders and their lines in one file that contradict each other within a deal are problems that name both lines, each value once', async () => {
    const rows = [
      'D1,Anna-1,2025-01-02,Anna,Y1,5,10.00',
      'D1,Anna-2,2025-01-03,Anna,Y2,5,10.00',
      'D1,anna-1,2025-01-03,anna,Y2,1,10.00',
      'D2,Anna-1,2025-01-02,Anna,Y1,5,10.00',
      '007,Anna-1,2025-01-02,Anna,Y1,5,10.00',
      '7,Anna-1,2025-01-02,Anna,Y2,5,10.00',
    ];
    const report = await world.run({ deals: `${HEAD}${rows.join('\n')}\n` });
    expect(report.problems.map(({ line, column, value, reason }) => `${line} ${column} ${value}: ${reason}`)).toEqual([
      '3 customer Anna-2: is "Anna-1" in line 2, which is of the same deal "D1"',
      '3 date 2025-01-03T00:00:00.000Z: is "2025-01-02T00:00:00.000Z" in line 2, which is of the same deal "D1"',
      '7 deal 7: differs from "007" in line 6 in leading zeros alone, which spreadsheets drop: correct one of them',
    ]);
  });

  it('orders in a flat file have each fault reported once', async () => {
    const rows = [
      'D1,Anna-9,2025-01-02,Anna,Y1,5,10.00',
      'D1,Anna-9,2025-01-02,Anna,Y9,5,10.00',
      'D2,,,,Y1,1,1',
      ',x,,,Y1,1,1',
    ];
    const report = await world.run({ deals: `${HEAD}${rows.join('\n')}\nD3,Anna-1,2025-02-31,Anna,Y1,0,1\n` });
    expect(report.problems.map(({ line, column, value }) => `${line} ${column} ${value}`)).toEqual([
      '2 customer Anna-9',
      '3 sku Y9',
      '4 customer null',
      '4 date null',
      '5 deal ',
      '5 customer x',
      '6 date 2025-02-31',
      '6 quantity 0',
    ]);
  });

  it('a flat file without line columns is asked for those', async () => {
    const report = await world.run({ deals: 'deal,customer,date\nD1,Anna-1,2025-01-02\n' });
    expect(report.problems).toMatchObject([
      { line: 1, column: 'sku', reason: expect.stringContaining('--order-details') },
    ]);
  });
});
