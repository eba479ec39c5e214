import { describe, expect, it } from 'vitest';
import { PassphraseKey } from './passphrase.ts';

const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));

describe('a passphrase', () => {
  it('guessing a passphrase costs as much as OWASP asks for, and it opens what it sealed, from another keyboard too', async () => {
    const key = await PassphraseKey.create('Übung macht den Meister', { randomBytes });
    const seal = await key.seal('secret');
    expect(seal.kdf).toMatchObject({ t: 2, m: 19_456, p: 1 });
    expect((await PassphraseKey.open('U\u0308bung macht den Meister', seal, randomBytes))?.text).toBe('secret');
    expect(await PassphraseKey.open('Ubung macht den Meister', seal, randomBytes)).toBeNull();
  });
});
