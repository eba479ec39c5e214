import { expect, it } from 'vitest';
import { leftBehindWords } from './left-behind.ts';

it('the text says what has to be handed over, each with its number, and nothing of what is not there', () => {
  expect(leftBehindWords({ leftBehind: { customers: 3, open: 1 } })).toEqual([
    '3 customers to hand over',
    '1 open request to hand over',
  ]);
  expect(leftBehindWords({ leftBehind: { customers: 0, open: 2 } })).toEqual(['2 open requests to hand over']);
  expect(leftBehindWords({ leftBehind: null })).toEqual([]);
});
