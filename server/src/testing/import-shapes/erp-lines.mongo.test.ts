import { afterAll, expect, it } from 'vitest';
import { createRandom } from '../../demo/generate/random.ts';
import { ImportDatabase } from '../import-world.ts';
import { requestTotals } from './request-totals.ts';

/*
 * Posted sales lines of an ERP system in two files, in the shape of the tables "Sales Invoice Header" and "Sales Invoice Line" that
 * Microsoft documents for Dynamics 365 Business Central: document and line number, item number, quantity (a return is
 * negative), unit price, line discount in percent, and the unit cost of the time. An item comes on several lines of a document,
 * at one price or at several. The headers are renamed to those of docs/operators/import.md. All rows are invented.
 */

interface Line {
  document: string;
  item: string;
  quantity: number;
  /** In cents, in steps of 20: with discounts in steps of 5 % every unit is sold at whole cents. */
  price: number;
  percent: number;
  cost: number;
}

const ITEMS = Array.from({ length: 30 }, (_, index) => `IT-${1_000 + index}`);
const costOf = (item: string, price: number) => Math.round(price * 0.6) + (Number(item.slice(3)) % 7);

function documents() {
  const random = createRandom(11);
  const lines: Line[] = [];
  const creditNotes: string[] = [];
  const returnedWhole: string[] = [];
  let over = 0;
  const numbers = Array.from({ length: 250 }, (_, index) => `PSI-${103_000 + index}`);
  for (const document of numbers) {
    const line = (item = random.pick(ITEMS as [string, ...string[]])): Line => {
      const price = 20 * random.int(10, 2_000);
      return {
        document,
        item,
        quantity: random.int(1, 60),
        price,
        percent: 5 * random.int(0, 8),
        cost: costOf(item, price),
      };
    };
    const back = (sold: Line, quantity: number): Line => ({ ...sold, quantity: -quantity });
    const kind = random.next();
    if (kind < 0.06) {
      creditNotes.push(document);
      lines.push(back(line(), random.int(1, 9)), back(line(), random.int(1, 9)));
    } else if (kind < 0.1) {
      returnedWhole.push(document);
      const sold = [line(ITEMS[0]), line(ITEMS[1])];
      lines.push(...sold, ...sold.map((one) => back(one, one.quantity)));
    } else {
      const sold = Array.from({ length: random.int(1, 8) }, () => line());
      const [first] = sold;
      if (first !== undefined && random.chance(0.5)) sold.push({ ...first, quantity: random.int(1, 60) });
      if (first !== undefined && random.chance(0.3)) {
        const price = first.price + 20;
        sold.push({ ...first, price, cost: costOf(first.item, price) });
      }
      const returns = sold.filter(() => random.chance(0.15)).map((one) => back(one, random.int(1, one.quantity)));
      const keepsOne = { ...line('IT-9999'), quantity: 1 };
      lines.push(keepsOne, ...sold, ...returns);
      if (random.chance(0.05)) {
        over += 1;
        lines.push({ ...line('IT-8888'), quantity: -3 });
      }
    }
  }
  return { numbers, lines, creditNotes, returnedWhole, over };
}

const money = (cents: number) => (cents / 100).toFixed(2);

const database = await ImportDatabase.create();
afterAll(() => database[Symbol.asyncDispose]());

it('ERP lines with returns, repeated items and costs of the time are imported whole, to the cent, and once', async () => {
  const world = await database.world();
  const { numbers, lines, creditNotes, returnedWhole, over } = documents();
  const all = [...ITEMS, 'IT-9999'];
  const files = {
    products: `sku,name,category,listPrice\n${all.map((item) => `${item},Item ${item},Items,10.00\n`).join('')}`,
    deals:
      `Deal,Customer,Date,Salesperson\n${numbers.map((number, index) => `${number},Anna-1,2025-${1 + (index % 9)}-15,Anna\n`).join('')}`.replaceAll(
        /2025-(\d)-/g,
        '2025-0$1-',
      ),
    dealLines: `Deal,Line No.,Article Number,Quantity,Unit Price,Discount %,Unit Cost\n${lines
      .map(({ document, item, quantity, price, percent, cost }, index) =>
        [document, index * 10_000, item, quantity, money(price), percent, money(cost)].join(','),
      )
      .join('\n')}\n`,
  };
  const report = await world.run(files);
  expect(report.problems).toEqual([]);
  expect(report.ignored['dealLines.csv']).toEqual(['Line No.']);
  const named = (reason: string) => report.notes.filter((note) => note.reason === reason).map(({ value }) => value);
  expect(named('is a credit note: left out')).toEqual(creditNotes);
  expect(named('was returned whole: left out')).toEqual(returnedWhole);
  expect(report.notes.filter(({ value }) => value === 'IT-8888')).toHaveLength(over);
  expect(Math.min(creditNotes.length, returnedWhole.length, over)).toBeGreaterThan(3);

  // Every unit is sold at whole cents, so that signed quantities add up whichever line a return is deducted from.
  const left = new Set([...creditNotes, ...returnedWhole]);
  const counted = lines.filter(({ document, item }) => !left.has(document) && item !== 'IT-8888');
  const sum = (of: (line: Line) => number) => counted.reduce((total, line) => total + of(line), 0);
  expect(await requestTotals(world)).toMatchObject({
    requests: numbers.length - left.size,
    list: sum(({ quantity, price }) => quantity * price),
    net: sum(({ quantity, price, percent }) => (quantity * price * (100 - percent)) / 100),
    cost: sum(({ quantity, cost }) => quantity * cost),
  });
  const terms = new Set(counted.map(({ document, item, price, percent }) => `${document} ${item} ${price} ${percent}`));
  expect((await requestTotals(world)).items).toBeLessThanOrEqual(terms.size);

  const before = await world.dump();
  expect(await world.run(files)).toMatchObject({ written: false, problems: [], kept: [] });
  expect(await world.dump()).toBe(before);
});
