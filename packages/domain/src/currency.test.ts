import { describe, expect, it } from 'vitest';
import { currencyDigits, digitsOf, isCurrency } from './currency.ts';

describe('the digits of a currency', () => {
  it.each([
    ['EUR', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['KWD', 3],
    ['CLF', 4],
    ['ISK', 0],
    // Cases in which ICU disagrees, now or in an earlier release.
    ['HUF', 2],
    ['IDR', 2],
    ['PKR', 2],
    ['COP', 2],
    ['RSD', 2],
    ['IQD', 3],
    ['MGA', 2],
    ['AFN', 2],
  ])('%s has %i, as in ISO 4217', (code, digits) => {
    expect(currencyDigits(code)).toBe(digits);
  });

  it('the digits of a currency are known for every code once, and an unknown code is none', () => {
    expect(isCurrency('EUR')).toBe(true);
    expect(['XXX', 'XAU', 'DEM', 'eur', ''].filter(isCurrency)).toEqual([]);
  });

  it('the digits are those that the company was made with', () => {
    expect(digitsOf({ currency: 'HUF' })).toBe(2);
    expect(digitsOf({ currency: 'HUF', currencyDigits: 0 })).toBe(0);
  });
});
