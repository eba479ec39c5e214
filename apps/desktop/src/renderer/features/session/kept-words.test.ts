import { expect, it } from 'vitest';
import { keptElsewhereWords, keptTitle, keptWords } from './kept-words.ts';

const address = 'https://before.example';

it('what waits for a server that the program is not set up for is named with its address, and how it is sent', () => {
  const words = keptElsewhereWords({ address, unsent: 2 });
  expect(words).toContain('2 actions');
  expect(words).toContain(address);
  expect(keptElsewhereWords({ address, unsent: null })).toContain(address);
});

const owner = { companyId: 'c', userId: 'u', name: 'Anna', companyName: 'Nordlicht' };

it('what waits of somebody is named with them, also where nobody knows whose or how much it is', () => {
  const words = (of: typeof owner | null, unsent: number | null) =>
    keptWords({ owner: of, unsent, isUnfinished: false }).join();
  expect(words(owner, 1)).toContain('1 action by Anna (Nordlicht)');
  expect(words(owner, null)).toContain('Anna');
  expect(words(null, 3)).toContain('3 actions');
  expect(words(owner, 0)).toBe('');
  expect(words(null, null)).toBe('');
});

it('what somebody was writing is named beside what they did not send, and alone', () => {
  const unfinished = expect.stringContaining('Unfinished work by Anna (Nordlicht)');
  expect(keptWords({ owner, unsent: 2, isUnfinished: true })).toEqual([
    expect.stringContaining('2 actions'),
    unfinished,
  ]);
  expect(keptWords({ owner, unsent: 0, isUnfinished: true })).toEqual([unfinished]);
  expect(keptWords({ owner: null, unsent: 0, isUnfinished: true })).toEqual([
    expect.stringMatching(/^Unfinished work is kept/),
  ]);
});

it('the title speaks of sending only if something waits to be sent', () => {
  const left = (unsent: number | null, of: typeof owner | null = owner) => ({ owner: of, unsent, isUnfinished: true });
  expect(keptTitle([left(0), left(1)], [])).toBe('Not sent yet');
  expect(keptTitle([left(null)], [])).toBe('Not sent yet');
  expect(keptTitle([left(0)], [{ address, unsent: 2 }])).toBe('Not sent yet');
  for (const one of [left(0), left(null, null)]) expect(keptTitle([one], [])).toBe('Not finished yet');
});
