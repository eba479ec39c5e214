import { expect, it } from 'vitest';
import { keptElsewhereWords, keptWords } from './kept-words.ts';

const address = 'https://before.example';

it('what waits for a server that the program is not set up for is named with its address, and how it is sent', () => {
  const words = keptElsewhereWords({ address, unsent: 2 });
  expect(words).toContain('2 actions');
  expect(words).toContain(address);
  expect(keptElsewhereWords({ address, unsent: null })).toContain(address);
});

it('what waits of somebody is named with them, also where nobody knows whose or how much it is', () => {
  const owner = { companyId: 'c', userId: 'u', name: 'Anna', companyName: 'Nordlicht' };
  expect(keptWords({ owner, unsent: 1 })).toContain('1 action by Anna (Nordlicht)');
  expect(keptWords({ owner, unsent: null })).toContain('Anna');
  expect(keptWords({ owner: null, unsent: 3 })).toContain('3 actions');
});
