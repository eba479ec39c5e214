import { createFormats } from '@marginiq/ui/format';
import { describe, expect, it } from 'vitest';
import { emptyDraft } from './draft.ts';
import { draftWords } from './draft-words.ts';
import { type KeptDraft, newKeptDraft } from './kept-draft.ts';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const line = (productId: string | null) => ({ key: `${productId}`, productId, quantity: '1', discount: '' });
const wordsOf = (given: Partial<KeptDraft>, draft: Partial<KeptDraft['draft']> = {}) =>
  draftWords(
    {
      ...newKeptDraft(
        { now: () => '2026-06-01T12:05:00.000Z', newId: () => ID },
        { draft: { ...emptyDraft(), ...draft } },
      ),
      ...given,
    },
    {
      formats: { ...createFormats('en', 'EUR', 2), dateTime: (instant) => instant.slice(11, 16) },
      customerName: (id) => (id === 'hansa' ? 'Stahlbau Hansa' : null),
      productName: (id) => (id === 'gone' ? null : `Pump ${id}`),
    },
  );

describe('a draft in the list', () => {
  it('a draft is named by its customer, its lines and the time of its last change', () => {
    const two = wordsOf({}, { customerId: 'hansa', items: [line('A'), line('B'), line(null)] });
    expect(two).toEqual({ title: 'Draft for Stahlbau Hansa · 2 lines · 12:05', content: 'Pump A and 1 more' });
    expect(wordsOf({}, { customerId: 'hansa', items: [line('A')] })).toEqual({
      title: 'Draft for Stahlbau Hansa · 1 line · 12:05',
      content: 'Pump A',
    });
  });

  it('a draft without a customer or a product is identified by its text', () => {
    expect(wordsOf({}, { justification: `They  take\n${'all '.repeat(30)}` })).toEqual({
      title: 'Draft without a customer · 12:05',
      content: `They take ${'all '.repeat(12)}al…`,
    });
    expect(wordsOf({}, { items: [line('gone')] }).content).toBe('');
  });

  it('a draft of a revision names the request, and a deleted customer by its last name', () => {
    const revises = { requestId: ID, baseRevision: 1 };
    expect(wordsOf({ revises }).title).toMatch(/^Revision of R-[0-9A-F]+ · 12:05$/);
    expect(wordsOf({ revises, title: 'Kontor Alt' }, { customerId: 'gone' }).title).toMatch(
      /^Revision of R-[0-9A-F]+ for Kontor Alt · 12:05$/,
    );
  });
});
