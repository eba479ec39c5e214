import { type DiscountRequest, discountRequestSchema } from '@marginiq/contract/discount-request';
import { ofThousandths } from '@marginiq/contract/quantity';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineMargin, totalMargin } from './margin.ts';
import { aRequest } from './testing/fixtures.ts';
import { inWholeLines } from './whole-lines.ts';

const request = aRequest();
const [piece] = request.items;
if (piece === undefined) throw new Error('the fixture has no items');
const withItems = (...changes: Partial<typeof piece>[]): DiscountRequest => {
  const items = changes.map((change) => ({ ...piece, ...change }));
  const lines = items.map(lineMargin);
  return { ...request, items, evaluation: { ...request.evaluation, lines, total: totalMargin(items) } };
};
const cable = { quantity: 2.5, unit: 'kg', name: 'Copper', listPriceMinor: 333, costMinor: 201, discountBp: 1_000 };

describe('a request for programs that read whole quantities only', () => {
  it('a request for programs that read whole quantities only has one piece of all of a line in parts, and says how much it is', () => {
    const { items } = inWholeLines(withItems({}, cable));
    expect(items[0]).toEqual(piece);
    expect(items[1]).toMatchObject({ quantity: 1, name: 'Copper (2.5 kg)', listPriceMinor: 833, costMinor: 503 });
    expect(items[1]?.discountBp).toBe(1_000);
  });

  it('a request for programs that read whole quantities only names no product in such a line: at the price of one, what is shown and revised would be another amount', () => {
    const { items } = inWholeLines(withItems(cable, { ...cable, quantity: 0.5 }));
    const ids = items.map(({ productId }) => productId);
    expect(new Set([...ids, piece.productId]).size).toBe(3);
  });

  it('a request for programs that read whole quantities only is the same object if every quantity is whole', () => {
    const whole = withItems({}, { ...cable, quantity: 3 });
    expect(inWholeLines(whole)).toBe(whole);
  });

  it('a request for programs that read whole quantities only keeps a name within its length, and a figure within its limit', () => {
    const long = inWholeLines(withItems({ ...cable, name: `${'x'.repeat(191)}😀`, unit: 'm' })).items[0];
    expect(long?.name).toMatch(/x \(2\.5 m\)$/);
    expect(inWholeLines(withItems({ ...cable, name: '😀'.repeat(100) })).items[0]?.name.isWellFormed()).toBe(true);
    const dear = inWholeLines(withItems({ ...cable, listPriceMinor: 1_000_000_000_000, quantity: 1_000.4 })).items[0];
    expect(dear).toMatchObject({ quantity: 1_000, listPriceMinor: 1_000_000_000_000, name: 'Copper (1000.4 kg)' });
    const little = inWholeLines(withItems({ ...cable, listPriceMinor: 0, quantity: 0.001, unit: null })).items[0];
    expect(little).toMatchObject({ quantity: 1, listPriceMinor: 0, name: 'Copper (0.001)' });
  });

  it('an older program gets the same totals, to the cent, in a form that it can read', () => {
    const drawn = fc.record({
      quantity: fc.integer({ min: 1, max: 100_000_000 }).map(ofThousandths),
      listPriceMinor: fc.integer({ min: 0, max: 10_000_000 }),
      costMinor: fc.integer({ min: 0, max: 10_000_000 }),
      discountBp: fc.integer({ min: 0, max: 10_000 }),
      name: fc.string({ maxLength: 200 }),
    });
    fc.assert(
      fc.property(fc.array(drawn, { minLength: 1, maxLength: 10 }), (all) => {
        const before = withItems(...all);
        const { items } = inWholeLines(before);
        for (const { quantity } of items) expect(Number.isInteger(quantity)).toBe(true);
        expect(discountRequestSchema.shape.items.safeParse(items).success).toBe(true);
        const lines = items.map(lineMargin);
        for (const [index, line] of lines.entries()) {
          const was = before.evaluation.lines[index];
          expect([line.listMinor, line.costMinor]).toEqual([was?.listMinor, was?.costMinor]);
          // The discount is deducted from an already rounded amount: at most one cent.
          expect(Math.abs(line.netMinor - (was?.netMinor ?? 0))).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
