import { describe, expect, it } from 'vitest';
import { ANNA, aContext, aCustomer, anId, aPerson, aProduct, aStatistics, evaluated } from './testing/fixtures.ts';

/** Product 1 costs 60.00 and lists at 100.00; the customer usually gets 6 % and the company earns 35 %. */
function pointsAt(discountBp: number, change: Parameters<typeof aContext>[0] = {}): Record<string, number> {
  const { factors } = evaluated([{ quantity: 1, discountBp }], aContext(change)).risk;
  return Object.fromEntries(factors.map(({ code, points }) => [code, points]));
}
const history = (change: Partial<ReturnType<typeof aCustomer>['history']>) => ({
  customer: aCustomer({
    history: { deals: 20, averageDiscountBp: 600, approvedShareBp: 10_000, wonShareBp: 10_000, ...change },
  }),
});
const pattern = (averageDiscountBp: number, deals = 50) => ({
  owner: aPerson(ANNA, { pattern: { deals, averageDiscountBp, approvedShareBp: 9_000 } }),
});

describe('risk', () => {
  it('risk is nothing for the usual discount to a customer who always buys', () => {
    expect(pointsAt(600)).toEqual({ customerHistory: 0, deviation: 0, salespersonPattern: 0, margin: 0 });
  });

  it('risk counts how far the discount exceeds what this customer usually gets, up to 15 points', () => {
    expect([0, 600, 900, 1_350, 2_100, 3_000].map((discountBp) => pointsAt(discountBp).deviation)).toEqual([
      0, 0, 7, 18, 35, 35,
    ]);
  });

  it('a customer’s usual discount is known after five deals', () => {
    const of = (deals: number) => pointsAt(1_200, history({ deals, averageDiscountBp: 1_200 })).deviation;
    expect([of(4), of(5)]).toEqual([14, 0]);
  });

  it('risk counts the customer whose requests were refused or came to nothing', () => {
    const of = (approvedShareBp: number, wonShareBp: number) =>
      pointsAt(600, history({ approvedShareBp, wonShareBp })).customerHistory;
    expect([of(10_000, 10_000), of(10_000, 6_000), of(6_000, 6_000), of(0, 0)]).toEqual([0, 5, 10, 25]);
  });

  it('a salesperson who gives more than others adds risk, and one who gives less does not', () => {
    const of = (averageDiscountBp: number) => pointsAt(600, pattern(averageDiscountBp)).salespersonPattern;
    expect([of(300), of(600), of(1_000), of(1_400), of(3_000)]).toEqual([0, 0, 8, 15, 15]);
  });

  it('risk counts how much of the usual margin is gone', () => {
    // At 20 % off, 80.00 earn 20.00: 25 % instead of 35 %.
    expect(pointsAt(2_000).margin).toBe(7);
    expect(pointsAt(4_000).margin).toBe(25);
    const newCompany = { statistics: aStatistics({ averageMarginBp: 0 }) };
    expect([0, 5_000, 10_000].map((discountBp) => pointsAt(discountBp, newCompany).margin)).toEqual([0, 25, 25]);
  });

  it('risk takes the unknown for half a risk, and compares it with the company', () => {
    const unknown = { ...history({ deals: 4, averageDiscountBp: 5_000 }), ...pattern(5_000, 4) };
    expect(pointsAt(900, unknown)).toEqual({ customerHistory: 13, deviation: 7, salespersonPattern: 8, margin: 1 });
    expect(pointsAt(600, { owner: aPerson(ANNA, { pattern: null }) }).salespersonPattern).toBe(8);
  });

  it('giving away something that costs less than a cent has the full margin risk', () => {
    const products = new Map([[anId('p', 1), aProduct(1, { unit: 'kg', listPriceMinor: 500, costMinor: 490 })]]);
    const context = aContext({ products, statistics: aStatistics({ averageMarginBp: 0 }) });
    const { risk } = evaluated([{ quantity: 0.001, discountBp: 10_000 }], context);
    expect(risk.factors.find(({ code }) => code === 'margin')).toMatchObject({ points: 25, maxPoints: 25 });
  });
});
