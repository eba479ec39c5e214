import type { RequestItem } from '@marginiq/contract/discount-request';
import { MAX_ITEMS } from '@marginiq/contract/limits';
import type { Product } from '@marginiq/contract/product';
import { lineMargin } from '@marginiq/domain/margin';
import { aProduct } from '@marginiq/domain/testing/fixtures';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DealLines } from './deal-lines.ts';
import { KeyIndex } from './keys.ts';
import { Problems } from './problem.ts';
import type { DealLineRow } from './rows.ts';

const PRODUCTS = ['pcs', 'box', 'kg'].map((unit, index) =>
  aProduct(index + 1, { unit, listPriceMinor: 1_000, costMinor: 617 }),
);

function itemsOf(lines: readonly DealLineRow[], before: RequestItem[] | null, products: readonly Product[] = PRODUCTS) {
  const table = {
    file: 'lines.csv',
    format: null,
    columns: new Set<string>(),
    rows: [],
    faulty: [],
    ignored: [],
    mended: [],
  };
  const world = { products: new KeyIndex(products, ({ sku }) => sku), faulty: new Set<string>(), unread: false };
  const problems = new Problems();
  const kept: string[] = [];
  const items = new DealLines(table, world, problems).itemsOf(lines, before && { items: before }, (reason) =>
    kept.push(reason),
  );
  return { items, problems: problems.found, kept };
}

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const quantity = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 40 }) }, fc.integer({ min: -20, max: -1 }));
const prices = fc.constantFrom(0, 1, 50, 333, 999, 1_000, 1_999, 123_456);
type Stated = Pick<DealLineRow, 'listPriceMinor' | 'netPriceMinor' | 'discountBp'>;
const none: Stated = { listPriceMinor: undefined, netPriceMinor: undefined, discountBp: undefined };
const price: fc.Arbitrary<Partial<Stated>> = fc.oneof(
  fc.record({ listPriceMinor: prices, discountBp: optional(fc.constantFrom(0, 333, 500, 1_250, 10_000, -500)) }),
  fc.record({ listPriceMinor: prices, netPriceMinor: prices }),
  fc.record({ netPriceMinor: prices }),
);
const line = fc
  .record({
    sku: fc.constantFrom('P-1', 'P-2', 'P-3'),
    count: quantity,
    part: fc.integer({ min: 0, max: 999 }),
    price,
    costMinor: optional(fc.constantFrom(500, 617)),
  })
  .map(
    ({ sku, count, part, price: stated, costMinor }): DealLineRow => ({
      ...{ line: 0, deal: 'D1', sku, thousandths: count * 1_000 + (sku === 'P-3' ? part : 0), costMinor },
      ...none,
      ...stated,
    }),
  );
const lines = fc
  .array(line, { minLength: 1, maxLength: 12 })
  .map((all) => all.map((one, index) => ({ ...one, line: index + 2 })));

it('lines that come again change nothing, whatever the products cost by then', () => {
  const later = PRODUCTS.map((product) => ({ ...product, listPriceMinor: 7_777, costMinor: 1 }));
  let made = 0;
  fc.assert(
    fc.property(lines, (given) => {
      const { items, problems, kept } = itemsOf(given, null);
      expect(kept).toEqual([]);
      if (problems.length > 0 || items === null || items === 'nothing') return;
      made += 1;
      const again = itemsOf(given, items, later);
      expect(again).toEqual({ items, problems: [], kept: [] });
    }),
    { numRuns: 3_000 },
  );
  expect(made).toBeGreaterThan(1_000);
});

it('without returns the items come to what the lines say, to the cent', () => {
  const amountOf = ({ thousandths = 0, listPriceMinor, netPriceMinor, discountBp = 0 }: DealLineRow) => {
    const about = { quantity: thousandths / 1_000, costMinor: 0 };
    if (netPriceMinor !== undefined)
      return lineMargin({ ...about, listPriceMinor: netPriceMinor, discountBp: 0 }).netMinor;
    return lineMargin({ ...about, listPriceMinor: listPriceMinor ?? 0, discountBp }).netMinor;
  };
  fc.assert(
    fc.property(lines, (given) => {
      const sold = given.filter(({ thousandths }) => (thousandths ?? 0) > 0);
      const { items, problems } = itemsOf(sold, null);
      if (problems.length > 0 || items === null || items === 'nothing') return;
      const net = items.reduce((sum, item) => sum + lineMargin(item).netMinor, 0);
      expect(net).toBe(sold.reduce((sum, one) => sum + amountOf(one), 0));
      expect(items.every((item) => item.quantity > 0 && item.discountBp >= 0)).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});

it('a deal of as many lines as a request may have keeps to that, whatever their prices', () => {
  const skus = Array.from({ length: MAX_ITEMS }, (_, index) => aProduct(index + 1));
  const given = skus.map(({ sku }, index): DealLineRow => {
    const stated = { listPriceMinor: 9_999, netPriceMinor: 3_333, discountBp: undefined, costMinor: undefined };
    return { line: index + 2, deal: 'D1', sku, thousandths: 100_000, ...stated };
  });
  const { items, problems } = itemsOf(given, null, skus);
  expect(problems).toEqual([]);
  expect(items).toHaveLength(MAX_ITEMS);
});
