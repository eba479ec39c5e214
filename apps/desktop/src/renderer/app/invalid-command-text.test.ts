import { expect, it } from 'vitest';
import { invalidCommandText } from './invalid-command-text.ts';

it('what cannot be sent is named as on the screen, each field once', () => {
  const issues = ['justification: too long', 'items.0.quantity: too big', 'items.3.quantity: too big'];
  expect(invalidCommandText(issues)).toBe(
    'This cannot be sent as it is. Correct these and try again: the justification and a quantity.',
  );
});

it('a field without a name gets a general text, and never the name that the program has for it', () => {
  expect(invalidCommandText(['args.mystery: wrong'])).toBe(
    'This cannot be sent as it is. Check what you entered and try again.',
  );
  expect(invalidCommandText([''])).not.toContain('undefined');
});
