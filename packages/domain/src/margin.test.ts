import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineMargin, totalMargin } from './margin.ts';

const line = fc.record({
  listPriceMinor: fc.integer({ min: 0, max: 10_000_000 }),
  costMinor: fc.integer({ min: 0, max: 10_000_000 }),
  quantity: fc.integer({ min: 1, max: 10_000 }),
  discountBp: fc.integer({ min: 0, max: 10_000 }),
});

describe('margin', () => {
  it('is what the customer pays less what it cost', () => {
    expect(lineMargin({ listPriceMinor: 10_000, costMinor: 6_000, quantity: 3, discountBp: 2_000 })).toEqual({
      listMinor: 30_000,
      netMinor: 24_000,
      costMinor: 18_000,
      marginMinor: 6_000,
      marginBp: 2_500,
      discountBp: 2_000,
    });
  });

  it('is negative below cost and 0 % where nothing is paid', () => {
    expect(lineMargin({ listPriceMinor: 100, costMinor: 90, quantity: 1, discountBp: 5_000 }).marginBp).toBe(-8_000);
    expect(lineMargin({ listPriceMinor: 100, costMinor: 90, quantity: 1, discountBp: 10_000 })).toMatchObject({
      netMinor: 0,
      marginMinor: -90,
      marginBp: 0,
    });
  });

  it('of a whole is the sum of its lines, to the last unit', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 20 }), (items) => {
        const lines = items.map(lineMargin);
        const total = totalMargin(lines);
        const sum = (pick: (one: (typeof lines)[number]) => number) => lines.reduce((all, one) => all + pick(one), 0);
        expect(total.netMinor).toBe(sum((one) => one.netMinor));
        expect(total.marginMinor).toBe(sum((one) => one.marginMinor));
        expect(total.marginMinor).toBe(total.netMinor - total.costMinor);
      }),
    );
  });

  it('never grows when the discount does', () => {
    fc.assert(
      fc.property(line, fc.integer({ min: 0, max: 10_000 }), (item, other) => {
        const [less, more] = [Math.min(item.discountBp, other), Math.max(item.discountBp, other)];
        const at = (discountBp: number) => lineMargin({ ...item, discountBp }).marginMinor;
        expect(at(more)).toBeLessThanOrEqual(at(less));
      }),
    );
  });
});
