import { expect, test } from 'vitest';
import { parseOptions, UsageError } from './options.ts';

test.each([
  ['--sead', '1', "Unknown option '--sead'"],
  ['--seed', 'x', '--seed takes an integer.'],
  ['--attempts', '0', '--attempts takes a whole number from 1 on.'],
])('a call with %s %s says what is wrong with it', (option, value, message) => {
  expect(() => parseOptions([option, value])).toThrow(UsageError);
  expect(() => parseOptions([option, value])).toThrow(message);
});

test('a long run makes ten times as many attempts', () => {
  expect(parseOptions(['--attempts', '20', '--long'])).toEqual({
    help: false,
    seed: undefined,
    attempts: 200,
    report: undefined,
  });
});
