import { describe, expect, test } from 'vitest';
import { hashPassword, verifyPassword } from './passwords.ts';

describe('a password', () => {
  test('a password is verified by its hash, which is argon2id with the parameters that OWASP asks for', async () => {
    const hash = await hashPassword('a secret');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verifyPassword(hash, 'a secret')).toBe(true);
    expect(await verifyPassword(hash, 'a secre')).toBe(false);
    expect(await hashPassword('a secret')).not.toBe(hash);
  });

  test('no password matches an unknown account, not even the decoy that is hashed for it', async () => {
    expect(await verifyPassword(null, 'nobody has this password')).toBe(false);
    expect(await verifyPassword(null, '')).toBe(false);
  });
});
