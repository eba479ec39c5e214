import { describe, expect, it } from 'vitest';
import { differences } from './difference.ts';

describe('differences', () => {
  it('an audit entry shows only what changed, nested values as a whole', () => {
    const before = { status: 'underReview', revision: 1, items: [{ productId: 'p', quantity: 2 }] };
    const after = { status: 'approved', revision: 1, items: [{ productId: 'p', quantity: 2 }] };
    expect(differences({ before, after })).toEqual([{ field: 'status', before: 'underReview', after: 'approved' }]);
  });

  it('an audit entry shows everything that was created, and nothing if nothing happened', () => {
    expect(differences({ before: null, after: { status: 'underReview' } })).toEqual([
      { field: 'status', before: undefined, after: 'underReview' },
    ]);
    expect(differences({ before: { status: 'approved' }, after: { status: 'approved' } })).toEqual([]);
    expect(differences({ before: null, after: null })).toEqual([]);
  });
});
