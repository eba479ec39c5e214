import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testSealer } from '../testing/sealers.ts';
import { plainSealer } from './sealer.ts';

const keys = fc.uniqueArray(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: 5 });
const form = fc.constantFrom('seal', 'sealLarge');

describe('a sealer with several keys', () => {
  it('a sealer with several keys opens what any of them sealed, and calls current only what it would write itself', async () => {
    await fc.assert(
      fc.asyncProperty(keys, form, fc.string(), async ([current = 0, ...earlier], how, text) => {
        const ring = testSealer(current, { earlier });
        for (const number of [current, ...earlier]) {
          const sealed = await testSealer(number)[how](text, 'p');
          expect(await ring.unseal(sealed, 'p')).toBe(text);
          expect(await ring.isCurrent(sealed)).toBe(number === current);
        }
        const own = await ring[how](text, 'p');
        expect(await ring.isCurrent(own)).toBe(true);
        expect(await testSealer(current).unseal(own, 'p')).toBe(text);
      }),
      { numRuns: 30 },
    );
  });

  it('a sealer with several keys leaves locked what another key sealed, and calls damaged what one of its own did and was changed', async () => {
    const ring = testSealer(1, { earlier: [2, 3] });
    await expect(ring.unseal(await testSealer(4).seal('text', 'p'), 'p')).rejects.toMatchObject({ reason: 'locked' });
    for (const number of [1, 2, 3]) {
      const sealed = await testSealer(number).seal('text', 'p');
      await expect(ring.unseal(sealed, 'q')).rejects.toMatchObject({ reason: 'damaged' });
      await expect(ring.unseal(sealed.slice(0, -1), 'p')).rejects.toMatchObject({ reason: 'damaged' });
    }
  });
});

describe('text in the clear', () => {
  it('an unsealed text is not current for a sealer that seals, but is for one that does not', async () => {
    expect(await testSealer(1).isCurrent('{"a":1}')).toBe(false);
    expect(await plainSealer.isCurrent('{"a":1}')).toBe(true);
    expect(await plainSealer.isCurrent(await testSealer(1).seal('{"a":1}', 'p'))).toBe(false);
  });

  it('text in the clear is never returned by a sealer for a device on which everything is sealed', async () => {
    const strict = testSealer(1, { earlier: [2], mayHoldClear: false });
    await fc.assert(
      // No text that is sealed begins like this.
      fc.asyncProperty(fc.string(), async (text) => {
        await expect(strict.unseal(`{${text}`, 'p')).rejects.toMatchObject({ reason: 'damaged' });
      }),
    );
  });
});
