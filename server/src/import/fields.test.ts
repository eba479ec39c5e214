import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalToInteger } from './fields.ts';

describe('decimalToInteger', () => {
  it('reads money exactly, whatever its digits', () => {
    expect(decimalToInteger('14.00', 2)).toBe(1_400n);
    expect(decimalToInteger('0.1', 2)).toBe(10n);
    expect(decimalToInteger('7', 0)).toBe(7n);
    expect(decimalToInteger('1.2345', 3)).toBe(1_235n);
    expect(decimalToInteger('-3.5', 2)).toBe(-350n);
    for (const wrong of ['', 'abc', '1,5', '1.2.3', '1e3', ' 1', '--1', '0x10'])
      expect(decimalToInteger(wrong, 2)).toBeNull();
  });

  it('gives back every amount that it was written from', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 14n }), fc.integer({ min: 0, max: 4 }), (amount, places) => {
        const digits = amount.toString().padStart(places + 1, '0');
        const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
        expect(decimalToInteger(text, places)).toBe(amount);
      }),
    );
  });
});
