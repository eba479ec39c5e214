import { expect, it } from 'vitest';
import { totalMargin } from './margin.ts';
import { shownDiscountBp } from './shown-discount.ts';

const line = (listPriceMinor: number, discountBp: number) => ({
  listPriceMinor,
  costMinor: 100,
  quantity: 1,
  discountBp,
});
const asked = (...items: ReturnType<typeof line>[]) => ({
  items,
  evaluation: { total: totalMargin(items) },
});

it('the discount that is shown is what was typed if all lines have the same discount, whatever the rounded amounts say', () => {
  const one = asked(line(8_013, 1_200));
  expect(one.evaluation.total.discountBp).not.toBe(1_200);
  expect(shownDiscountBp(one)).toBe(1_200);
  expect(shownDiscountBp(asked(line(8_013, 1_200), line(4_111, 1_200)))).toBe(1_200);
});

it('the discount that is shown is the share of the amounts if the lines differ, or there are none', () => {
  expect(shownDiscountBp(asked(line(10_000, 1_000), line(10_000, 0)))).toBe(500);
  expect(shownDiscountBp({ items: [], evaluation: { total: { discountBp: 7 } } })).toBe(7);
});
