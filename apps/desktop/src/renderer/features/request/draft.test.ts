import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Draft,
  draftOf,
  draftSchema,
  emptyDraft,
  toBasisPoints,
  whatIsMissing,
  wishedItems,
  withItem,
} from './draft.ts';

const filled = (): Draft => ({
  customerId: 'c',
  justification: '',
  items: [{ key: 'k', productId: 'p', quantity: 3, discountPercent: 7.5 }],
});

describe('draft', () => {
  it('says what is missing in the order of the form', () => {
    const empty = emptyDraft();
    expect(whatIsMissing(empty)).toBe('Choose a customer.');
    expect(whatIsMissing({ ...empty, customerId: 'c' })).toBe('Choose a product.');
    expect(whatIsMissing(withItem(filled(), 'k', { quantity: null }))).toContain('whole quantity');
    expect(whatIsMissing(withItem(filled(), 'k', { quantity: 1.5 }))).toContain('whole quantity');
    expect(whatIsMissing(withItem(filled(), 'k', { discountPercent: null }))).toContain('Enter a discount');
    expect(whatIsMissing(filled())).toBeNull();
  });

  it('counts complete lines only', () => {
    expect(wishedItems(filled())).toEqual([{ productId: 'p', quantity: 3, discountBp: 750 }]);
    expect(wishedItems(withItem(filled(), 'k', { productId: null }))).toEqual([]);
    expect(wishedItems(withItem(filled(), 'k', { quantity: 0 }))).toEqual([]);
  });

  it('keeps every discount that has two decimals exactly, through the form and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (bp) => {
        expect(toBasisPoints(bp / 100)).toBe(bp);
        const draft = draftOf('c', [{ productId: 'p', quantity: 2, discountBp: bp }], 'why');
        expect(draftSchema.parse(JSON.parse(JSON.stringify(draft)))).toEqual(draft);
        expect(wishedItems(draft)).toEqual([{ productId: 'p', quantity: 2, discountBp: bp }]);
      }),
    );
  });
});
