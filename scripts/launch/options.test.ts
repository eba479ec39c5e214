import { expect, test } from 'vitest';
import { parseStartOptions } from './options.mjs';

test('the desktop app is opened unless stated otherwise', () => {
  expect(parseStartOptions([])).toEqual({ open: true, demo: true, help: false });
  expect(parseStartOptions(['--no-open'])).toEqual({ open: false, demo: true, help: false });
  expect(parseStartOptions(['-h'])).toEqual({ open: true, demo: true, help: true });
});

test('the demo companies are made unless stated otherwise', () => {
  expect(parseStartOptions(['--no-demo', '--no-open'])).toEqual({ open: false, demo: false, help: false });
});

test('an unknown option names the valid ones', () => {
  expect(() => parseStartOptions(['--prot', '4410'])).toThrow(
    'Unknown option --prot. Valid options: --no-demo, --no-open, --help.',
  );
});
