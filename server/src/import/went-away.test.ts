import { expect, test } from 'vitest';
import type { ImportProgress } from './import-progress.ts';
import { wentAwayWords } from './went-away.ts';

const writing: ImportProgress = { stage: 'writing', turn: 'own', done: 3_200, of: 10_000 };

test('the text says how far the import came, what stays, who writes the rest, and what to check', () => {
  expect(wentAwayWords(writing, false)).toBe(
    'MongoDB cannot be reached any more. When it went, at least 3,200 of 10,000 records are written. What is written stays. Once MongoDB is back, the worker writes the rest, and so does the same command. Check that MongoDB runs (its log says why it ended, say because the disk is full) and that this machine reaches it.',
  );
});

test('the text does not claim that nothing is written while the answer to the first chunk is missing', () => {
  expect(wentAwayWords({ ...writing, done: 0 }, false)).toContain('none of 10,000 records is known to be written.');
});

test('the text says that nothing was imported, and how far it was, while the files were read and planned', () => {
  const planning: ImportProgress = { stage: 'planning', turn: 'own', done: 500, of: 22_000 };
  expect(wentAwayWords(planning, false)).toContain('Nothing was imported (planned 500 of 22,000 records).');
  expect(wentAwayWords(null, false)).toContain('Nothing was imported. Check');
});

test('the text tells an earlier import, and what is written again, from the first writing', () => {
  const earlier = wentAwayWords({ ...writing, turn: 'earlier' }, false);
  expect(earlier).toContain('An earlier import was being finished: at least 3,200');
  expect(earlier).toContain('Nothing of your files was imported.');
  expect(wentAwayWords({ ...writing, turn: 'again' }, false)).toContain('All is written but what somebody changed');
  const planned = wentAwayWords({ ...writing, stage: 'planning', turn: 'again' }, false);
  expect(planned).toContain('All is written, and stays, but what somebody changed meanwhile');
});

test('the text after a dry run says that nothing was written', () => {
  expect(wentAwayWords(writing, true)).toContain('It was a dry run: nothing was written.');
});
