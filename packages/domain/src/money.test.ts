import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterDiscount, multiplyDivide, shareBp } from './money.ts';

const amount = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 });

describe('rounding', () => {
  it('goes to the nearest unit, a half away from zero', () => {
    expect([
      multiplyDivide(1, 1, 2),
      multiplyDivide(-1, 1, 2),
      multiplyDivide(1, 1, 3),
      multiplyDivide(2, 1, 3),
    ]).toEqual([1, -1, 0, 1]);
    expect(afterDiscount(999, 1_250)).toBe(874);
    expect(afterDiscount(10_000, 0)).toBe(10_000);
    expect(afterDiscount(10_000, 10_000)).toBe(0);
  });

  it('is never off by more than half a unit, however large the numbers', () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 1, max: 10_000 }), (a, b, divisor) => {
        const off = BigInt(multiplyDivide(a, b, divisor)) * BigInt(divisor) - BigInt(a) * BigInt(b);
        expect(2n * (off < 0n ? -off : off)).toBeLessThanOrEqual(BigInt(divisor));
      }),
    );
  });

  it('treats gains and losses alike, and knows no minus zero', () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 1, max: 10_000 }), (a, divisor) => {
        expect(multiplyDivide(-a, 7, divisor) + multiplyDivide(a, 7, divisor)).toBe(0);
        expect(Object.is(multiplyDivide(a, 0, divisor), -0)).toBe(false);
        expect(Object.is(multiplyDivide(-1, 1, divisor + 2), -0)).toBe(false);
      }),
    );
  });

  it('calls a share of nothing none, and a division by nothing an error', () => {
    expect(shareBp(5, 0)).toBe(0);
    expect(() => multiplyDivide(1, 1, 0)).toThrow(RangeError);
  });
});
