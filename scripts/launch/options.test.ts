import { expect, test } from 'vitest';
import { parseStartOptions } from './options.mjs';

test('opens the desktop app unless told otherwise', () => {
  expect(parseStartOptions([])).toEqual({ open: true, demo: true, help: false });
  expect(parseStartOptions(['--no-open'])).toEqual({ open: false, demo: true, help: false });
  expect(parseStartOptions(['-h'])).toEqual({ open: true, demo: true, help: true });
});

test('makes the demo companies unless told otherwise', () => {
  expect(parseStartOptions(['--no-demo', '--no-open'])).toEqual({ open: false, demo: false, help: false });
});

test('an unknown option names the valid ones', () => {
  expect(() => parseStartOptions(['--prot', '4410'])).toThrow(
    'Unknown option --prot. Valid options: --no-demo, --no-open, --help.',
  );
});
