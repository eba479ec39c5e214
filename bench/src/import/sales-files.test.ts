import { expect, it } from 'vitest';
import { LEAST_ROWS, salesFiles } from './sales-files.ts';

const people = ['anna@example.com', 'bert@example.com'];
const rowsOf = (text: string) => text.trimEnd().split('\n').slice(1);

it('the files together have the requested number of rows', () => {
  const files = salesFiles({ rows: 200_000, seed: 1, people });
  const counts = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, rowsOf(text).length]));
  expect(counts).toEqual({ customers: 2_000, products: 10_000, orders: 10_000, 'order-details': 178_000 });
});

it.each([LEAST_ROWS, 2_345])(
  '%i rows are what a real company could have: whole deals, no article twice in one',
  (rows) => {
    const { customers, products, orders, 'order-details': lines } = salesFiles({ rows, seed: 1, people });
    expect([customers, products, orders, lines].flatMap(rowsOf)).toHaveLength(rows);
    const keys = rowsOf(lines).map((line) => line.split(',').slice(0, 2).join());
    expect(new Set(keys).size).toBe(keys.length);
    const linesOf = Map.groupBy(rowsOf(lines), (line) => line.split(',')[0]);
    expect([...linesOf.keys()].sort()).toEqual(
      rowsOf(orders)
        .map((order) => order.split(',')[0])
        .sort(),
    );
    expect(Math.max(...[...linesOf.values()].map((one) => one.length))).toBeLessThanOrEqual(100);
  },
);

it('the same seed makes the same files, another one others', () => {
  const of = (seed: number) => salesFiles({ rows: LEAST_ROWS, seed, people });
  expect(of(1)).toEqual(of(1));
  expect(of(2)['order-details']).not.toBe(of(1)['order-details']);
});
