import { expect, it } from 'vitest';
import { ownerWords } from './owner-words.ts';

it('a request without an owner says so instead of showing a gap', () => {
  expect(ownerWords({ ownerName: 'Anna' })).toBe('Anna');
  expect(ownerWords({ ownerName: '' })).toBe('Nobody yet');
});
