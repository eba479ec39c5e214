import type { Customer } from '@marginiq/contract/customer';
import type { Product } from '@marginiq/contract/product';
import { ANNA, aCustomer, anId, aPerson, aProduct, BEN, COMPANY_ID } from '@marginiq/domain/testing/fixtures';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change, Place } from './change.ts';
import { planCustomers } from './plan-customers.ts';
import { planProducts } from './plan-products.ts';
import { Problems } from './problem.ts';
import type { ImportFile, ReadContext, Table } from './read-table.ts';
import { readCustomers, readProducts } from './rows.ts';
import { Salespeople } from './salespeople.ts';

const CUSTOMER_CELLS = {
  name: ['Other', 'name'],
  class: ['A', 'class'],
  segment: ['Retail', 'segment'],
  city: ['Bonn', 'city'],
  country: ['France', 'country'],
  blocked: ['yes', 'blocked'],
} as const;
const PRODUCT_CELLS = {
  name: ['Other', 'name'],
  category: ['Toys', 'category'],
  unit: ['box', 'unit'],
  listPrice: ['90.00', 'listPriceMinor'],
  cost: ['61.00', 'costMinor'],
  discontinued: ['no', 'discontinued'],
} as const;

type Cells = Record<string, readonly [string, string]>;

/** A file with some of the columns, some of whose cells are blank. */
const someOf = (cells: Cells) =>
  fc.record({
    columns: fc.subarray(Object.keys(cells)),
    blank: fc.subarray(Object.keys(cells)),
  });

function read<T>(
  reader: (file: ImportFile, context: ReadContext) => Table<T>,
  text: string,
  problems: Problems,
): Table<T> {
  const file = { name: 'f.csv', content: new TextEncoder().encode(text) };
  return reader(file, { problems, now: '2026-06-01T12:00:00.000Z', keysAsWritten: false });
}

function textOf(
  key: [string, string],
  cells: Cells,
  { columns, blank }: { columns: string[]; blank: string[] },
): string {
  const row = columns.map((column) => (blank.includes(column) ? '' : (cells[column]?.[0] ?? '')));
  return `${[key[0], ...columns].join(',')}\n${[key[1], ...row].join(',')}\n`;
}

const collectedIn =
  <T>(changes: Change<T>[]): Place<T> =>
  (change) =>
    void changes.push(change);

const scope = (problems: Problems) => ({
  companyId: COMPANY_ID,
  newId: () => anId('n', 1),
  keysAsWritten: false,
  problems,
});

async function afterCustomers(before: Customer, text: string): Promise<{ after: Customer; problems: Problems }> {
  const problems = new Problems();
  const people = [aPerson(ANNA), aPerson(BEN)];
  const changes: Change<Customer>[] = [];
  await planCustomers([before], read(readCustomers, text, problems), {
    ...scope(problems),
    salespeople: new Salespeople(people),
    people: new Map(people.map((person) => [person.id, person])),
    deals: [],
    defaultClass: 'B',
    handOver: false,
    unblock: false,
    place: collectedIn(changes),
  });
  return { after: changes[0]?.after ?? before, problems };
}

async function afterProducts(before: Product[], text: string, costShareBp: number | null = 1_000) {
  const problems = new Problems();
  const reader = (file: ImportFile, context: ReadContext) =>
    readProducts(file, context, { digits: 2, categories: null });
  const changes: Change<Product>[] = [];
  const options = { ...scope(problems), costShareBp, place: collectedIn(changes) };
  await planProducts(before, read(reader, text, problems), options);
  return {
    changes,
    problems: problems.found.map(({ line, column, reason }) => `${line} ${column}: ${reason}`),
  };
}

describe('a file with some of the columns, and blank cells in some', () => {
  it('a file with some of the columns, and blank cells in some changes those of a customer and leaves the others', async () => {
    const before = aCustomer({ class: 'C', blocked: false });
    await fc.assert(
      fc.asyncProperty(someOf(CUSTOMER_CELLS), async (given) => {
        const { after, problems } = await afterCustomers(before, textOf(['code', 'C-1'], CUSTOMER_CELLS, given));
        expect(problems.found).toEqual([]);
        const changed = given.columns.filter((column) => !given.blank.includes(column));
        for (const [column, [, field]] of Object.entries(CUSTOMER_CELLS)) {
          if (changed.includes(column)) expect(after[field]).not.toBe(before[field]);
          else expect(after[field]).toBe(before[field]);
        }
        expect([after.ownerId, after.teamId, after.history]).toEqual([before.ownerId, before.teamId, before.history]);
      }),
    );
  });

  it('a file with some of the columns, and blank cells in some changes those of a product and leaves the others: a share never replaces a known cost', async () => {
    const before = aProduct(1, { discontinued: true });
    await fc.assert(
      fc.asyncProperty(someOf(PRODUCT_CELLS), async (given) => {
        const { changes, problems } = await afterProducts([before], textOf(['sku', 'P-1'], PRODUCT_CELLS, given));
        expect(problems).toEqual([]);
        const after = changes[0]?.after ?? before;
        const changed = given.columns.filter((column) => !given.blank.includes(column));
        for (const [column, [, field]] of Object.entries(PRODUCT_CELLS)) {
          if (changed.includes(column)) expect(after[field]).not.toBe(before[field]);
          else expect(after[field]).toBe(before[field]);
        }
      }),
    );
  });
});

describe('something new', () => {
  it('something new needs its columns: one problem for a column that is absent, one for each cell that is blank', async () => {
    expect((await afterProducts([], 'sku,name,category\n1,a,x\n2,b,\n', null)).problems).toEqual([
      '3 category: is missing: 2 is a new product',
      '2 listPrice: is a new product, as 1 more rows are: the file needs the column listPrice',
      '2 cost: is a new product, as 1 more rows are: the file needs the column cost',
    ]);
  });

  it('a new product gets a share of its list price as its cost if the file has none', async () => {
    const { changes } = await afterProducts(
      [],
      'sku,name,category,listPrice,cost\n1,a,x,10.00,\n2,b,x,10.00,7.00\n',
      6_500,
    );
    expect(changes.map(({ after }) => after.costMinor)).toEqual([650, 700]);
  });
});
