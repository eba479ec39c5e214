import { ofThousandths } from '@marginiq/contract/quantity';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CUSTOMER_PART,
  type Draft,
  type DraftItem,
  draftOf,
  draftSchema,
  emptyDraft,
  isEmpty,
  missingInLines,
  NOTHING_UNCLEAR,
  productPart,
  quantityOf,
  saysTheSame,
  whatIsMissing,
  wishedItems,
  withItem,
  withItemAdded,
  withoutItem,
  withUnclear,
} from './draft.ts';
import { QUANTITY } from './number-rules.ts';
import { checkNumber } from './parse-number.ts';

const filled = (): Draft => ({
  customerId: 'c',
  justification: '',
  items: [{ key: 'k', productId: 'p', quantity: '3', discount: '7,5' }],
});
const products = new Map([
  ['p', { unit: 'piece' }],
  ['kg', { unit: 'kg' }],
]);
const missing = (change: Parameters<typeof withItem>[2]) =>
  whatIsMissing(withItem(filled(), 'k', change), NOTHING_UNCLEAR, products);

describe('draft', () => {
  it('missing parts are named in the order of the form, and by line', () => {
    const empty = emptyDraft();
    expect(whatIsMissing(empty)).toEqual({ what: 'customer' });
    expect(whatIsMissing({ ...empty, customerId: 'c' })).toEqual({ what: 'product' });
    expect(missing({ quantity: '' })).toEqual({ what: 'lineQuantity', line: 1, key: 'k' });
    expect(missing({ quantity: '1.5' })).toEqual({ what: 'lineQuantityWrong', line: 1, key: 'k' });
    expect(missing({ quantity: '2.500' })).toEqual({ what: 'lineQuantityWrong', line: 1, key: 'k' });
    expect(missing({ productId: 'kg', quantity: '2.500' })).toMatchObject({ what: 'lineQuantityWrong' });
    expect(missing({ discount: '2.500' })).toEqual({ what: 'lineDiscountWrong', line: 1, key: 'k' });
    expect(missing({ discount: '101' })).toEqual({ what: 'lineDiscountWrong', line: 1, key: 'k' });
    expect(missing({ discount: '' })).toEqual({ what: 'discount' });
    expect(whatIsMissing(filled())).toBeNull();
  });

  it('draft is incomplete while a second line that was begun is, and complete beside one that was not', () => {
    const two = withItemAdded(filled());
    const second = two.items[1]?.key ?? '';
    expect(missingInLines(two)).toBeNull();
    expect(missingInLines(withItem(two, second, { discount: '30' }))).toMatchObject({ what: 'lineProduct', line: 2 });
    const emptied = withItem(two, second, { productId: 'q', discount: '30', quantity: '' });
    expect(missingInLines(emptied)).toMatchObject({ what: 'lineQuantity', line: 2 });
    expect(missingInLines(withItem(two, second, { productId: 'p' }))).toMatchObject({ what: 'lineDuplicate', line: 2 });
  });

  it('draft is incomplete while words chose nothing, in any of its lines or as the customer, whatever was chosen before', () => {
    const two = withItemAdded(filled());
    const second = two.items[1]?.key ?? '';
    const inSecond = new Map([[productPart(second), 'drill']]);
    expect(whatIsMissing(two, inSecond)).toEqual({ what: 'lineUnclear', line: 2, key: second });
    expect(missingInLines({ items: two.items.slice(1) }, inSecond)).toMatchObject({ what: 'lineUnclear', line: 1 });
    expect(whatIsMissing(two, new Map([[productPart('k'), 'drill']]))).toMatchObject({ what: 'lineUnclear', line: 1 });
    const asCustomer = new Map([...inSecond, [CUSTOMER_PART, 'Miller']]);
    expect(whatIsMissing(two, asCustomer)).toEqual({ what: 'customerUnclear' });
    // A line that is gone keeps nothing back.
    expect(whatIsMissing(filled(), inSecond)).toBeNull();
  });

  it('draft is not empty while one of its fields holds words, and removing a line removes its words', () => {
    const [item] = emptyDraft().items;
    if (item === undefined) throw new Error('an empty draft has a line');
    const empty = { ...emptyDraft(), items: [item] };
    const part = productPart(item.key);
    const typed = withUnclear(empty, part, 'drill');
    expect([isEmpty(typed), isEmpty(withUnclear(empty, CUSTOMER_PART, 'Miller'))]).toEqual([false, false]);
    expect(withUnclear(typed, part, 'drill')).toBe(typed);
    expect(withUnclear(typed, part, null)).toEqual(empty);
    expect(withoutItem(withItemAdded(typed), item.key).unclear).toBeUndefined();
    expect(wishedItems(withUnclear(filled(), productPart('k'), 'drill'))).toEqual(wishedItems(filled()));
  });

  it('draft says the same as another with the same content, whatever the keys of its lines, and no other', () => {
    const [item] = filled().items;
    if (item === undefined) throw new Error('there is a line');
    expect(saysTheSame(filled(), { ...filled(), items: [{ ...item, key: '0-p' }] })).toBe(true);
    for (const change of [
      withItem(filled(), 'k', { quantity: '4' }),
      withItem(filled(), 'k', { discount: '8' }),
      withItem(filled(), 'k', { productId: 'q' }),
      withItemAdded(filled()),
      withUnclear(filled(), productPart('k'), 'drill'),
      { ...filled(), justification: 'T' },
      { ...filled(), customerId: 'd' },
    ]) {
      expect(saysTheSame(filled(), change)).toBe(false);
    }
  });

  it('typed numbers are read: 7.5 and 7,5 are both seven and a half percent', () => {
    for (const discount of ['7.5', '7,5', '7.50 %']) {
      const [item] = wishedItems(withItem(filled(), 'k', { discount }));
      expect(item).toEqual({ productId: 'p', quantity: 3, discountBp: 750 });
    }
  });

  it('a fraction is accepted for a product sold by measure, and marked once the line is for one sold whole', () => {
    for (const quantity of ['2.5', '2,5', '0.125', '2.5050']) expect(missing({ productId: 'kg', quantity })).toBeNull();
    const [item] = wishedItems(withItem(filled(), 'k', { productId: 'kg', quantity: '2,5' }));
    expect(item?.quantity).toBe(2.5);
    expect(missing({ productId: 'kg', quantity: '0.0005' })).toMatchObject({ what: 'lineQuantityWrong' });
    expect(missing({ quantity: '2.5' })).toEqual({ what: 'lineQuantityWrong', line: 1, key: 'k' });
    // Nobody knows yet whether it is sold in parts.
    expect(missing({ productId: null, quantity: '2.5' })).toMatchObject({ what: 'lineProduct' });
  });

  it('draft reads a unit behind the quantity if it is the product’s, and marks any other', () => {
    const wish = (productId: string, quantity: string) =>
      wishedItems(withItem(filled(), 'k', { productId, quantity }), products)[0]?.quantity;
    expect([wish('kg', '2,5 kg'), wish('kg', '2.5KG'), wish('p', '3 piece')]).toEqual([2.5, 2.5, 3]);
    expect(missing({ productId: 'kg', quantity: '2.5 kg' })).toBeNull();
    for (const quantity of ['2.5 m', '2500 g', '3 piece'])
      expect(missing({ productId: 'kg', quantity })).toMatchObject({ what: 'lineQuantityWrong' });
    // Once the line is for another product, the number is not silently one of its unit.
    expect(missing({ productId: 'p', quantity: '3 kg' })).toMatchObject({ what: 'lineQuantityWrong' });
    // A product that this device does not know: what is missing is the product.
    expect(missing({ productId: 'gone', quantity: '3 kg' })).toMatchObject({ what: 'discount' });
    expect(missing({ productId: 'gone', quantity: 'three' })).toMatchObject({ what: 'lineQuantityWrong' });
  });

  it('a line that is revised names its unit, so that two kilograms do not become two metres', () => {
    const items = [{ productId: 'kg', quantity: 2.125, discountBp: 500, unit: 'kg' }];
    const draft = draftOf({ customerId: 'c', items, justification: '' }, 'de-DE');
    expect(wishedItems(draft, products)).toEqual([{ productId: 'kg', quantity: 2.125, unit: 'kg', discountBp: 500 }]);
    const since = new Map([['kg', { unit: 'm' }]]);
    expect(whatIsMissing(draft, NOTHING_UNCLEAR, since)).toMatchObject({ what: 'lineQuantityWrong' });
    // If a text could be read as another number, only the number is written.
    const rolls = draftOf(
      { customerId: 'c', items: [{ ...items[0], quantity: 5, unit: '100 m' }], justification: '' } as never,
      'en',
    );
    expect(rolls.items[0]?.quantity).toBe('5');
  });

  it('a text that is valid as a whole number has the same value where fractions are possible', () => {
    const texts = fc.oneof(
      fc.string({ unit: fc.constantFrom(..."0123456789.,' ") }),
      fc.integer({ min: 1, max: 1_000_000 }).map((number) => number.toLocaleString('en')),
    );
    fc.assert(
      fc.property(texts, (quantity) => {
        const whole = checkNumber(quantity, QUANTITY);
        if (whole.kind === 'value')
          expect(quantityOf({ ...filled().items[0], quantity } as DraftItem)).toBe(whole.value);
      }),
      { numRuns: 1_000 },
    );
  });

  it('draft gives every line a key of its own, also two of the same product', () => {
    const items = [
      { productId: 'p', quantity: 1, discountBp: 0 },
      { productId: 'p', quantity: 2, discountBp: 0 },
    ];
    const draft = draftOf({ customerId: 'c', items, justification: '' }, 'en');
    expect(new Set(draft.items.map(({ key }) => key)).size).toBe(2);
    for (const { key } of draft.items) expect(key).not.toMatch(/\s/);
    expect(missingInLines(draft)).toMatchObject({ what: 'lineDuplicate', line: 2 });
  });

  it('draft keeps every discount and quantity exactly, through the form and back, in every locale', () => {
    const bps = fc.integer({ min: 0, max: 10_000 });
    const quantities = fc.oneof(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.integer({ min: 1, max: 1_000_000_000 }).map(ofThousandths),
    );
    fc.assert(
      fc.property(
        bps,
        quantities,
        fc.constantFrom('en', 'de', 'pt-BR', 'fr', 'de-CH'),
        (discountBp, quantity, locale) => {
          const items = [{ productId: 'p', quantity, discountBp }];
          const draft = draftOf({ customerId: 'c', items, justification: 'why' }, locale);
          expect(draftSchema.parse(JSON.parse(JSON.stringify(draft)))).toEqual(draft);
          expect(wishedItems(draft)).toEqual(items);
        },
      ),
    );
  });

  it('draft takes over a draft that an earlier version kept as numbers', () => {
    const items = [
      { key: 'a', productId: 'p', quantity: 2500, discountPercent: 7.5 },
      { key: 'b', productId: null, quantity: null, discountPercent: null },
    ];
    expect(draftSchema.parse({ customerId: 'c', items, justification: '' }).items).toEqual([
      { key: 'a', productId: 'p', quantity: '2500', discount: '7.5' },
      { key: 'b', productId: null, quantity: '', discount: '' },
    ]);
  });

  it('draft is empty only while nothing has been entered', () => {
    expect(isEmpty(emptyDraft())).toBe(true);
    expect(isEmpty({ ...emptyDraft(), justification: 'x' })).toBe(false);
    const one = emptyDraft();
    expect(isEmpty(withItem(one, one.items[0]?.key ?? '', { discount: '5' }))).toBe(false);
  });
});
