import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_QUANTITY } from './limits.ts';
import { ofThousandths, quantitySchema, thousandthsOf } from './quantity.ts';

const takes = (...values: unknown[]) => values.map((value) => quantitySchema.safeParse(value).success);
const most = MAX_QUANTITY * 1_000;

describe('a quantity', () => {
  it('a quantity is above zero and has up to three decimals', () => {
    expect(takes(1, 2.5, 0.001, 0.3, 1_000_000, 999_999.999)).toEqual(Array(6).fill(true));
    const none = [0, -1, -2.5, 0.0005, 1e-7, 2.0005, 0.1 + 0.2, 1_000_000.001, Number.NaN, Number.POSITIVE_INFINITY];
    expect(takes(...none, '2.5', null)).toEqual(Array(none.length + 2).fill(false));
  });

  it('a quantity is exact in thousandths, there and back, and through JSON', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: most }), (thousandths) => {
        const quantity = ofThousandths(thousandths);
        expect(quantitySchema.safeParse(quantity).success).toBe(true);
        expect(thousandthsOf(quantity)).toBe(thousandths);
        expect(thousandthsOf(JSON.parse(JSON.stringify(quantity)))).toBe(thousandths);
        expect(quantity).toBe(Number(`${thousandths}e-3`));
      }),
    );
  });

  it('a quantity takes no number beside a thousandth, however near', () => {
    const near = fc.record({
      thousandths: fc.integer({ min: 2, max: most - 1 }),
      ulps: fc.constantFrom(-3, -1, 1, 2),
    });
    fc.assert(
      fc.property(near, ({ thousandths, ulps }) => {
        const quantity = ofThousandths(thousandths);
        const beside = quantity + ulps * 2 ** (Math.floor(Math.log2(quantity)) - 52);
        expect(quantitySchema.safeParse(beside).success).toBe(beside === quantity);
      }),
    );
  });
});
