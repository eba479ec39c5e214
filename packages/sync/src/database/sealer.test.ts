import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneKey, testSealer } from '../testing/sealers.ts';
import { createSealer, isSealed, plainSealer, sealerFor } from './sealer.ts';

/** Both forms keep the same laws. */
describe.each(['seal', 'sealLarge'] as const)('a sealer, by %s', (form) => {
  it('a sealer gives back any text, and shows nothing of it', async () => {
    const sealer = testSealer(1);
    const letters = fc.constantFrom('a', 'ü', '€', '\u0000', '\uFEFF', '\u{1F512}', '"');
    const anyText = fc.array(letters, { maxLength: 60 }).map((all) => all.join(''));
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const json = JSON.stringify({ text });
        const sealed = await sealer[form](json, 'pages/1');
        expect(isSealed(sealed)).toBe(true);
        expect(text.length > 3 && sealed.includes(text)).toBe(false);
        expect(await sealer.unseal(sealed, 'pages/1')).toBe(json);
      }),
      { numRuns: 20 },
    );
  });

  it('a sealer gives back a text of several megabytes', async () => {
    const sealer = testSealer(1);
    const text = 'Küstenbau 3 € '.repeat(200_000);
    expect((await sealer.unseal(await sealer[form](text, 'p'), 'p')) === text).toBe(true);
  });

  it('a sealer seals the same text otherwise each time', async () => {
    const sealer = testSealer(1);
    expect(await sealer[form]('same', 'p')).not.toBe(await sealer[form]('same', 'p'));
  });

  it('a sealer does not take one form for the other', async () => {
    const sealer = testSealer(1);
    const sealed = await sealer[form]('text', 'p');
    const other = (sealed.startsWith('\u0001') ? '\u0002' : '\u0001') + sealed.slice(1);
    await expect(sealer.unseal(other, 'p')).rejects.toMatchObject({ reason: 'damaged' });
  });

  it('a sealer opens nothing that was sealed for another record', async () => {
    const sealer = testSealer(1);
    const sealed = await sealer[form]('text', 'commands/1');
    await expect(sealer.unseal(sealed, 'commands/2')).rejects.toMatchObject({ reason: 'damaged' });
  });

  it('a sealer tells a record of another key from a damaged one', async () => {
    const [sealer, other] = [testSealer(1), testSealer(2)];
    const sealed = await sealer[form]('text', 'p');
    await expect(other.unseal(sealed, 'p')).rejects.toMatchObject({ reason: 'locked' });
    await expect(plainSealer.unseal(sealed, 'p')).rejects.toMatchObject({ reason: 'locked' });
    const torn = sealed.slice(0, -1) + (sealed.endsWith('a') ? 'b' : 'a');
    await expect(sealer.unseal(torn, 'p')).rejects.toMatchObject({ reason: 'damaged' });
    await expect(sealer.unseal(sealed.slice(0, 12), 'p')).rejects.toMatchObject({ reason: 'damaged' });
  });
});

describe('a sealer', () => {
  it('sealed text uses one byte per character, so that the disk does too', async () => {
    const sealed = await testSealer(1).seal('€'.repeat(1_000), 'p');
    expect([...sealed].every((character) => character.charCodeAt(0) < 256)).toBe(true);
    expect(sealed.length).toBeLessThan(3_000 + 64);
  });

  it('a sealer makes large JSON a fraction of its size', async () => {
    const documents = Array.from({ length: 1_000 }, (_, number) => ({ number, name: `Küstenbau ${number}` }));
    const json = JSON.stringify(documents);
    const sealed = await testSealer(1).sealLarge(json, 'p');
    expect(sealed.length).toBeLessThan(json.length / 4);
    expect([...sealed].every((character) => character.charCodeAt(0) < 256)).toBe(true);
  });

  it('a sealer gives back a byte order mark at the beginning of a small text', async () => {
    const sealer = testSealer(1);
    expect(await sealer.unseal(await sealer.seal('\uFEFFtext', 'p'), 'p')).toBe('\uFEFFtext');
  });

  it('a sealer reads what was written before there was a key', async () => {
    expect(await testSealer(1).unseal('{"a":1}', 'p')).toBe('{"a":1}');
  });

  it('a sealer works with a key that scripts cannot read', async () => {
    const { subtle } = globalThis.crypto;
    const raw = new Uint8Array(32).fill(7);
    const key = await subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
    const sealer = createSealer(oneKey(key), { subtle, randomBytes: (length) => new Uint8Array(length).fill(1) });
    expect(await testSealer(7).unseal(await sealer.seal('text', 'p'), 'p')).toBe('text');
  });

  it('a sealer seals nothing, and says so, without a key or without WebCrypto', async () => {
    expect(sealerFor(null).isSealing).toBe(false);
    expect(sealerFor(oneKey(new Uint8Array(32)), null).isSealing).toBe(false);
    expect(sealerFor(oneKey(new Uint8Array(32))).isSealing).toBe(true);
  });
});
