import { lineMargin } from '@marginiq/domain/margin';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Priced, priceLine, type StatedPrices } from './price-line.ts';

const price = (stated: StatedPrices, pieces = 1, room = true): Priced => {
  const priced = priceLine(stated, { thousandths: pieces * 1_000, step: 1_000, mayTakeTwo: room });
  if (typeof priced === 'string') throw new Error(priced);
  return priced;
};
const amountOf = ({ parts }: Priced) =>
  parts.reduce(
    (sum, { thousandths, ...part }) =>
      sum + lineMargin({ ...part, quantity: thousandths / 1_000, costMinor: 0 }).netMinor,
    0,
  );
const written = ({ parts, as }: Priced) => [
  ...parts.map(({ thousandths, listPriceMinor, discountBp }) => [thousandths / 1_000, listPriceMinor, discountBp]),
  as,
];

const cents = fc.integer({ min: 1, max: 5_000_000 });
const pieces = fc.integer({ min: 1, max: 1_000 });

describe('a line with a list price and the price it was sold at', () => {
  it('a line with a list price and the price it was sold at has the discount between the two', () => {
    expect(written(price({ listPriceMinor: 10_000, netPriceMinor: 8_500 }, 12))).toEqual([
      [12, 10_000, 1_500],
      'stated',
    ]);
    expect(written(price({ listPriceMinor: 10_000, netPriceMinor: 10_000 }, 12))).toEqual([[12, 10_000, 0], 'stated']);
    expect(written(price({ listPriceMinor: 10_000, netPriceMinor: 0 }))).toEqual([[1, 10_000, 10_000], 'stated']);
  });

  it('a line with a list price and the price it was sold at is two lines with the nearest discounts if no single one gives the amount to the cent', () => {
    expect(written(price({ listPriceMinor: 9_999, netPriceMinor: 3_333 }, 100))).toEqual([
      [33, 9_999, 6_666],
      [67, 9_999, 6_667],
      'stated',
    ]);
  });

  it('a line with a list price and the price it was sold at moves the list price a little if one piece costs so much that no discount meets the price', () => {
    const priced = price({ listPriceMinor: 2_500_000, netPriceMinor: 2_149_900 });
    expect(priced).toMatchObject({ as: 'moved', parts: [{ discountBp: 1_400 }] });
    expect(Math.abs((priced.parts[0]?.listPriceMinor ?? 0) - 2_500_000)).toBeLessThan(250);
  });

  it('sold above list counts as sold at list, at the sold price', () => {
    expect(written(price({ listPriceMinor: 10_000, netPriceMinor: 12_000 }, 3))).toEqual([[3, 12_000, 0], 'aboveList']);
    expect(written(price({ listPriceMinor: 0, netPriceMinor: 5 }))).toEqual([[1, 5, 0], 'aboveList']);
  });

  it('a price line comes to the sold price times the quantity to the cent, whatever both are', () => {
    fc.assert(
      fc.property(cents, fc.integer({ min: 0, max: 7_000_000 }), pieces, fc.boolean(), (list, net, count, room) => {
        const priced = price({ listPriceMinor: list, netPriceMinor: net }, count, room);
        expect(amountOf(priced)).toBe(net * count);
        expect(priced.parts.length).toBeLessThanOrEqual(room ? 2 : 1);
        expect(priced.parts.reduce((sum, { thousandths }) => sum + thousandths, 0)).toBe(count * 1_000);
        expect(priced.parts.every(({ thousandths }) => thousandths > 0 && thousandths % 1_000 === 0)).toBe(true);
      }),
    );
  });

  it('a line with a list price and the price it was sold at keeps its discount to within 0.03 percentage points, 10,000 times of 10,000', () => {
    const list = fc.integer({ min: 200, max: 500_000 });
    const share = fc.double({ min: 0.01, max: 0.6, noNaN: true });
    const lines = fc.sample(fc.tuple(list, share, fc.integer({ min: 1, max: 500 })), { numRuns: 10_000, seed: 1 });
    for (const [listPriceMinor, off, count] of lines) {
      const netPriceMinor = Math.round(listPriceMinor * (1 - off));
      const exact = (1 - netPriceMinor / listPriceMinor) * 10_000;
      const { parts } = price({ listPriceMinor, netPriceMinor }, count);
      for (const { discountBp } of parts) expect(Math.abs(discountBp - exact)).toBeLessThan(3);
    }
  });
});

it('a fractional quantity comes to the cent, too, and may be split', () => {
  const parted = (stated: StatedPrices, thousandths: number) => {
    const priced = priceLine(stated, { thousandths, step: 1, mayTakeTwo: true });
    return typeof priced === 'string' ? priced : { ...priced, amount: amountOf(priced) };
  };
  expect(parted({ listPriceMinor: 1_000, netPriceMinor: 850 }, 2_500)).toMatchObject({
    amount: 2_125,
    parts: [{ thousandths: 2_500, discountBp: 1_500 }],
  });
  fc.assert(
    fc.property(
      cents,
      fc.integer({ min: 0, max: 5_000_000 }),
      fc.integer({ min: 1, max: 999_999 }),
      (list, net, part) => {
        const amount = lineMargin({
          listPriceMinor: net,
          quantity: part / 1_000,
          discountBp: 0,
          costMinor: 0,
        }).netMinor;
        expect(parted({ listPriceMinor: list, netPriceMinor: net }, part)).toMatchObject({ amount });
      },
    ),
  );
});

describe('a line without a list price', () => {
  it('a line without a list price uses the sold price as its list price', () => {
    expect(written(price({ netPriceMinor: 950 }, 4))).toEqual([[4, 950, 0], 'noList']);
  });

  it('a line without a list price gets it back from the sold price and the discount', () => {
    expect(written(price({ netPriceMinor: 8_500, discountBp: 1_500 }, 3))).toEqual([[3, 10_000, 1_500], 'stated']);
    const given = { thousandths: 1_000, step: 1_000, mayTakeTwo: true };
    expect(priceLine({ netPriceMinor: 0, discountBp: 10_000 }, given)).toBe('noListPrice');
    expect(priceLine({ discountBp: 1_000 }, given)).toBe('noListPrice');
  });
});

describe('a negative discount', () => {
  it('a negative discount is a price above list', () => {
    expect(written(price({ listPriceMinor: 10_000, discountBp: -2_000 }, 3))).toEqual([[3, 12_000, 0], 'aboveList']);
    expect(written(price({ netPriceMinor: 12_000, discountBp: -2_000 }, 3))).toEqual([[3, 12_000, 0], 'aboveList']);
  });

  it('a negative discount comes to the same amount to the cent, if need be in two lines', () => {
    expect(written(price({ listPriceMinor: 999, discountBp: -1_000 }, 7))).toEqual([
      [6, 1_099, 0],
      [1, 1_098, 0],
      'aboveList',
    ]);
    const surcharge = fc.integer({ min: -10_000, max: -1 });
    fc.assert(
      fc.property(cents, surcharge, pieces, (list, bp, count) => {
        const priced = price({ listPriceMinor: list, discountBp: bp }, count);
        const amount = lineMargin({ listPriceMinor: list, discountBp: bp, quantity: count, costMinor: 0 }).netMinor;
        expect(amountOf(priced)).toBe(amount);
      }),
    );
  });
});

describe('list price, discount and sold price together', () => {
  it('list price, discount and sold price together count as list price and discount if they agree to the cent a piece', () => {
    const stated = { listPriceMinor: 999, discountBp: 1_500, netPriceMinor: 849 };
    expect(written(price(stated, 100))).toEqual([[100, 999, 1_500], 'stated']);
  });

  it('list price, discount and sold price together are refused if they contradict each other', () => {
    const given = { thousandths: 2_000, step: 1_000, mayTakeTwo: true };
    expect(priceLine({ listPriceMinor: 1_000, discountBp: 1_000, netPriceMinor: 950 }, given)).toBe('contradiction');
    expect(priceLine({ listPriceMinor: 1_000, discountBp: -1_000, netPriceMinor: 900 }, given)).toBe('contradiction');
  });
});
