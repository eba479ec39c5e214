import { expect, it } from 'vitest';
import { passphraseFaultText } from './passphrase-fault.ts';

it('a wrong password in the passphrase dialog speaks of the password alone', () => {
  const text = passphraseFaultText({ ok: false, fault: 'wrong', message: '' });
  expect(text).toContain('not your MarginIQ password');
  expect(text).not.toMatch(/company|email/i);
  expect(passphraseFaultText({ ok: false, fault: 'busy', message: '' })).toContain('busy');
});
