import { expect, test } from 'vitest';
import { parseStartOptions } from './options.mjs';

test('opens the desktop app unless told otherwise', () => {
  expect(parseStartOptions([])).toEqual({ open: true, help: false });
  expect(parseStartOptions(['--no-open'])).toEqual({ open: false, help: false });
  expect(parseStartOptions(['-h'])).toEqual({ open: true, help: true });
});

test('an unknown option names the valid ones', () => {
  expect(() => parseStartOptions(['--prot', '4410'])).toThrow(
    'Unknown option --prot. Valid options: --no-open, --help.',
  );
});
