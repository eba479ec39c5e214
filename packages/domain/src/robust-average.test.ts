import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutWeights, robustAverageBp, type Weighed, weighedShareBp } from './robust-average.ts';

const SHARE_BP = 500;
const TWO_THIRDS_BP = 6_667;
const weighed = (maxWeight = 1_000_000_000): fc.Arbitrary<Weighed> =>
  fc.record({
    valueBp: fc.integer({ min: -3_000, max: 9_000 }),
    weightMinor: fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: maxWeight })),
  });
const absurd: fc.Arbitrary<Weighed> = fc.record({
  valueBp: fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }),
  weightMinor: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
});
const rangeOf = (values: readonly Weighed[]) => {
  const all = values.map(({ valueBp }) => valueBp);
  return Math.max(...all) - Math.min(...all);
};

describe('the average of deals', () => {
  it('the average moves by at most a tenth of the range, whatever single deal is added', () => {
    fc.assert(
      fc.property(fc.array(weighed(), { minLength: 40, maxLength: 120 }), absurd, (values, one) => {
        const before = robustAverageBp(values, SHARE_BP);
        const after = robustAverageBp([...values, one], SHARE_BP);
        expect(Math.abs(after - before)).toBeLessThanOrEqual(rangeOf(values) / 10 + 1);
      }),
      { numRuns: 500 },
    );
  });

  it('the average is unmoved by one absurd deal among 1,400', () => {
    const values = Array.from({ length: 1_400 }, (_, index) => ({
      valueBp: 3_000 + (index % 9) * 100,
      weightMinor: 50_000 + (index % 70) * 1_000,
    }));
    const before = robustAverageBp(values, SHARE_BP);
    const after = robustAverageBp([...values, { valueBp: -400_000_000, weightMinor: 900_000_000_000 }], SHARE_BP);
    expect(Math.abs(before - 3_400)).toBeLessThan(20);
    expect(Math.abs(after - before)).toBeLessThan(80);
  });

  it('the average stays near a large deal, however many small ones there are', () => {
    const small = fc.array(weighed(1_000), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(small, fc.integer({ min: -3_000, max: 9_000 }), (others, valueBp) => {
        const together = others.reduce((total, { weightMinor }) => total + weightMinor, 0);
        const average = robustAverageBp([...others, { valueBp, weightMinor: 2 * together }], TWO_THIRDS_BP);
        const furthest = Math.max(...others.map((other) => Math.abs(other.valueBp - valueBp)));
        expect(Math.abs(average - valueBp)).toBeLessThanOrEqual(furthest / 6 + 1);
      }),
      { numRuns: 500 },
    );
  });

  it('the average of deals lies within the deals, does not depend on their order, and is theirs where all are the same', () => {
    fc.assert(
      fc.property(fc.array(weighed(), { minLength: 1, maxLength: 50 }), (values) => {
        const average = robustAverageBp(values, SHARE_BP);
        const all = values.map(({ valueBp }) => valueBp);
        expect(average).toBeGreaterThanOrEqual(Math.min(...all));
        expect(average).toBeLessThanOrEqual(Math.max(...all));
        expect(robustAverageBp(values.toReversed(), SHARE_BP)).toBe(average);
        expect(
          robustAverageBp(
            values.map((one) => ({ ...one, valueBp: 700 })),
            SHARE_BP,
          ),
        ).toBe(700);
      }),
    );
    expect(robustAverageBp([], SHARE_BP)).toBe(0);
    expect(robustAverageBp([{ valueBp: 500, weightMinor: 0 }], SHARE_BP)).toBe(0);
  });
});

describe('weights', () => {
  it('weights are capped at the greatest share of their capped total, and none below it is changed', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1_000_000_000 }), { minLength: 40, maxLength: 90 }), (weights) => {
        const cut = cutWeights(weights, SHARE_BP);
        const total = cut.reduce((all, one) => all + one, 0n);
        const largest = cut.reduce((most, one) => (one > most ? one : most), 0n);
        // One unit of the scale is a ten-thousandth of the smallest amount.
        expect(largest * 10_000n <= total * 500n + 10_000n * BigInt(weights.length)).toBe(true);
        for (const [index, one] of cut.entries()) {
          if (one < largest) expect(one).toBe(BigInt(weights[index] ?? 0) * 10_000n);
        }
      }),
    );
  });

  it('make a share that many small deals cannot turn', () => {
    const small = Array.from({ length: 60 }, () => ({ isSo: true, weightMinor: 100 }));
    expect(weighedShareBp([...small, { isSo: false, weightMinor: 1_000_000 }], TWO_THIRDS_BP)).toBe(3_333);
    expect(weighedShareBp([], TWO_THIRDS_BP)).toBe(0);
  });
});
