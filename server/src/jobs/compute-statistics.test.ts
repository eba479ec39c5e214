import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeStatistics } from './compute-statistics.ts';

type Past = Parameters<typeof computeStatistics>[0] extends Iterable<infer T> ? T : never;

function deal(listMinor: number, discountBp: number, change: Partial<Past> & { marginBp?: number } = {}): Past {
  const { marginBp = 3_000, ...rest } = change;
  const netMinor = Math.ceil((listMinor * (10_000 - discountBp)) / 10_000);
  return {
    id: 'r',
    status: 'approved',
    sale: 'won',
    customerId: 'c',
    ownerId: 'o',
    currency: 'EUR',
    evaluation: { total: { listMinor, netMinor, discountBp, marginBp } },
    ...rest,
  };
}

describe('what past deals say', () => {
  it('one absurd deal among 1,400 does not move the company’s average', () => {
    const deals = Array.from({ length: 1_400 }, (_, index) =>
      deal(100_000, 600, { marginBp: 3_000 + (index % 10) * 100 }),
    );
    const absurd = deal(900_000_000_000, 9_999, { marginBp: -4_000_000 });
    const before = computeStatistics(deals, 'EUR').company;
    const after = computeStatistics([...deals, absurd], 'EUR').company;
    expect(Math.abs(after.averageMarginBp - before.averageMarginBp)).toBeLessThanOrEqual(90);
    expect(after.averageDiscountBp).toBe(600);
  });

  it('many small won deals do not make a customer one that usually gets much', () => {
    const small = Array.from({ length: 40 }, () => deal(10_000, 3_000));
    const large = deal(10_000_000, 200, { sale: 'lost' });
    const history = computeStatistics([...small, large], 'EUR').histories.get('c');
    expect(history?.deals).toBe(41);
    // At most a sixth of the way from 2 % to 30 %.
    expect(history?.averageDiscountBp).toBeLessThanOrEqual(667);
    expect(history?.wonShareBp).toBeLessThanOrEqual(3_334);
    const pattern = computeStatistics([...small, large], 'EUR').patterns.get('o');
    expect(pattern?.averageDiscountBp).toBeLessThanOrEqual(667);
  });

  it('incomparable deals are left out, and counted', () => {
    const gift = deal(10_000, 10_000);
    const returned = deal(-5_000, 0);
    const foreign = deal(10_000, 5_000, { currency: 'USD' });
    const { company, histories } = computeStatistics([deal(10_000, 500), gift, returned, foreign], 'EUR');
    expect(company).toMatchObject({ deals: 1, averageDiscountBp: 500, leftOut: 3 });
    expect(histories.get('c')?.deals).toBe(1);
  });

  it('what past deals say does not depend on the order of the deals', () => {
    const deals = fc.array(
      fc.record({ list: fc.integer({ min: 1, max: 10_000_000 }), bp: fc.integer({ min: 0, max: 9_000 }) }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(deals, (drawn) => {
        const past = drawn.map(({ list, bp }) => deal(list, bp));
        expect(computeStatistics(past.toReversed(), 'EUR')).toEqual(computeStatistics(past, 'EUR'));
      }),
    );
  });
});
