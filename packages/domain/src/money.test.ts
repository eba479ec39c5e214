import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountOf, multiplyDivide, shareBp } from './money.ts';

/** The same rounding, written as one does it by hand: whole part, remainder, and a half or more goes up. */
function byHand(a: number, b: number, divisor: number): bigint {
  const sign = (a < 0 ? -1n : 1n) * (b < 0 ? -1n : 1n);
  const size = BigInt(Math.abs(a)) * BigInt(Math.abs(b));
  const [whole, rest] = [size / BigInt(divisor), size % BigInt(divisor)];
  return sign * (rest + rest >= BigInt(divisor) ? whole + 1n : whole);
}

const amount = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 });

describe('rounding', () => {
  it('rounding goes to the nearest unit, a half away from zero', () => {
    expect([
      multiplyDivide(1, 1, 2),
      multiplyDivide(-1, 1, 2),
      multiplyDivide(1, 1, 3),
      multiplyDivide(2, 1, 3),
    ]).toEqual([1, -1, 0, 1]);
    expect(amountOf(1, 999, 1_250)).toBe(874);
    expect(amountOf(1, 10_000, 0)).toBe(10_000);
    expect(amountOf(1, 10_000, 10_000)).toBe(0);
  });

  it('rounding matches manual calculation, for gains, losses and exact halves', () => {
    const small = fc.integer({ min: -1_000, max: 1_000 });
    const factors = fc.oneof(fc.tuple(amount, fc.integer({ min: -100, max: 100 })), fc.tuple(small, small));
    fc.assert(
      fc.property(factors, fc.integer({ min: 1, max: 10_000 }), ([a, b], divisor) => {
        const rounded = multiplyDivide(a, b, divisor);
        expect(BigInt(rounded)).toBe(byHand(a, b, divisor));
        expect(Object.is(rounded, -0)).toBe(false);
        // Half of an odd number is the case that rounding is about.
        expect(BigInt(multiplyDivide(2 * (a % 1_000) + 1, 1, 2))).toBe(byHand(2 * (a % 1_000) + 1, 1, 2));
      }),
      { numRuns: 500 },
    );
  });

  it('rounding is never off by more than half a unit, however large the numbers', () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 1, max: 10_000 }), (a, b, divisor) => {
        const off = BigInt(multiplyDivide(a, b, divisor)) * BigInt(divisor) - BigInt(a) * BigInt(b);
        expect(2n * (off < 0n ? -off : off)).toBeLessThanOrEqual(BigInt(divisor));
      }),
    );
  });

  it('rounding treats gains and losses alike, and knows no minus zero', () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 1, max: 10_000 }), (a, divisor) => {
        expect(multiplyDivide(-a, 7, divisor) + multiplyDivide(a, 7, divisor)).toBe(0);
        expect(Object.is(multiplyDivide(a, 0, divisor), -0)).toBe(false);
        expect(Object.is(multiplyDivide(-1, 1, divisor + 2), -0)).toBe(false);
      }),
    );
  });

  it('rounding calls a share of nothing none, and a division by nothing an error', () => {
    expect(shareBp(5, 0)).toBe(0);
    expect(() => multiplyDivide(1, 1, 0)).toThrow(RangeError);
  });
});
