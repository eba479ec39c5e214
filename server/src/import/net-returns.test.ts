import { expect, it } from 'vitest';
import { netReturns } from './net-returns.ts';
import type { DealLineRow } from './rows.ts';

let at = 1;
const line = (sku: string, quantity: number, listPriceMinor: number | undefined = 100): DealLineRow => {
  at += 1;
  return {
    ...{ line: at, deal: 'D1', sku, thousandths: quantity * 1_000, listPriceMinor },
    ...{ netPriceMinor: undefined, discountBp: undefined, costMinor: undefined },
  };
};
const netted = (lines: readonly DealLineRow[]) => {
  const { sold, over } = netReturns(lines, ({ sku }) => sku);
  const written = (some: readonly DealLineRow[]) =>
    some.map(({ sku, thousandths, listPriceMinor }) => `${(thousandths ?? 0) / 1_000} ${sku} ${listPriceMinor}`);
  return { sold: written(sold), over: written(over) };
};

it('a return reduces the latest line of its article, one of the same price first', () => {
  expect(netted([line('a', 5), line('a', 3), line('a', 2, 90), line('b', 1), line('a', -2)])).toEqual({
    sold: ['5 a 100', '1 a 100', '2 a 90', '1 b 100'],
    over: [],
  });
  expect(netted([line('a', 5), line('a', 3), line('a', 2, 90), line('a', -4, 95)]).sold).toEqual([
    '5 a 100',
    '1 a 100',
  ]);
});

it('a return may come before what it returns, and take several lines whole', () => {
  expect(netted([line('a', -7), line('a', 5), line('a', 3)]).sold).toEqual(['1 a 100']);
  expect(netted([line('a', 2.5), line('a', -0.5)]).sold).toEqual(['2 a 100']);
});

it('what is returned beyond what was sold is left over', () => {
  expect(netted([line('a', 2), line('a', -5), line('b', -1)])).toEqual({ sold: [], over: ['-3 a 100', '-1 b 100'] });
});
