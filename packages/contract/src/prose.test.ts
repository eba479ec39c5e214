import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanProse, hasRefusedCharacters, MAX_PROSE, proseExcess } from './prose.ts';
import { proseSchema } from './scalars.ts';

describe('cleanProse', () => {
  it('cleanProse turns the line breaks of word processors into new lines', () => {
    expect(cleanProse('one\u000Btwo\fthree\r\nfour\rfive\u2028six')).toBe('one\ntwo\nthree\nfour\nfive\nsix');
  });

  it('invisible characters are removed, and everything else is left', () => {
    expect(cleanProse('a\u0000b\u0007c\u001Bd\u007Fe')).toBe('abcde');
    // Characters that reverse the direction of the text behind them.
    expect(cleanProse('a\u202Eb\u2067c\u2069')).toBe('abc');
    expect(cleanProse('Größe: 5 µm\tja 👍🏽\n– “ok”')).toBe('Größe: 5 µm\tja 👍🏽\n– “ok”');
  });

  it('cleanProse makes any text one that the server takes, and changes it only once', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 20 });
    const controls = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) });
    fc.assert(
      fc.property(fc.oneof(anyText, controls), (text) => {
        const clean = cleanProse(text);
        expect(hasRefusedCharacters(clean)).toBe(false);
        expect(proseSchema(10_000).safeParse(clean).success).toBe(true);
        expect(cleanProse(clean)).toBe(clean);
        expect(clean.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('proseExcess', () => {
  it('proseExcess says by how many characters a text is too long', () => {
    expect(proseExcess('a'.repeat(MAX_PROSE))).toBe(0);
    expect(proseExcess('a'.repeat(5000))).toBe(3000);
    expect(proseExcess('')).toBe(0);
  });

  it('proseExcess calls a text too long exactly if the server refuses it, with and without white space around it', () => {
    const padding = fc.stringMatching(/^[ \n\t]{0,5}$/);
    const length = fc.integer({ min: MAX_PROSE - 3, max: MAX_PROSE + 3 });
    fc.assert(
      fc.property(padding, length, padding, (before, letters, after) => {
        const text = before + 'a'.repeat(letters) + after;
        expect(proseExcess(text) === 0).toBe(proseSchema(MAX_PROSE).safeParse(text).success);
      }),
    );
  });
});
