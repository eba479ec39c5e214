import { expect, test } from 'vitest';
import { parseTestOptions, STEP_NAMES } from './options.mjs';

test('without options every step runs', () => {
  expect(parseTestOptions([])).toEqual({ only: STEP_NAMES, keepGoing: false, help: false });
});

test('chosen steps keep their order, however they are written', () => {
  expect(parseTestOptions(['--only', 'e2e', '--only=types', '--keep-going'])).toEqual({
    only: ['types', 'e2e'],
    keepGoing: true,
    help: false,
  });
});

test.each([
  [
    ['--only', 'integartion'],
    /--only takes one of types, lint, unit, integration, hostile, torture, electron, e2e, not integartion/,
  ],
  [['--only'], /--only takes one of/],
  [['--fast'], /Unknown option --fast\. Valid options: --only <step>, --keep-going, --help\./],
])('%j is refused', (args, message) => {
  expect(() => parseTestOptions(args)).toThrow(message);
});
