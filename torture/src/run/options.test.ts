import { expect, test } from 'vitest';
import { parseOptions, UsageError } from './options.ts';

test.each([['--minuets', '1'], ['--minutes', '0'], ['--seed', 'x'], ['--seconds', 'x'], ['storm']])(
  'a call with %s %s is answered as a wrong call, not as an error of the run',
  (...args) => {
    expect(() => parseOptions(args.filter((arg) => arg !== undefined))).toThrow(UsageError);
  },
);

test('a call without options is one of ten minutes', () => {
  expect(parseOptions([])).toMatchObject({ minutes: 10, seconds: 45, scenario: null });
});
