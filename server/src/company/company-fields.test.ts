import { describe, expect, it } from 'vitest';
import { COMPANY_FIELDS, type CompanySettings, cleanEmail, readPriceDigits } from './company-fields.ts';

const read = (key: keyof CompanySettings, text: string) =>
  COMPANY_FIELDS.find((field) => field.key === key)?.read(text);

describe('what a new company is made of', () => {
  it.each([
    ['name', '  Acme Tools Ltd. ', 'Acme Tools Ltd.'],
    ['name', 'two\nlines', null],
    ['name', ' ', null],
    ['name', 'x'.repeat(121), null],
    ['slug', ' Acme-Tools ', 'acme-tools'],
    ['slug', 'acme tools', null],
    ['slug', '-acme', null],
    ['slug', 'x'.repeat(41), null],
    ['currency', 'eur', 'EUR'],
    ['currency', 'JPY', 'JPY'],
    ['currency', 'euro', null],
    ['currency', 'XYZ', null],
    ['currency', '€', null],
    ['locale', 'de-de', 'de-DE'],
    ['locale', 'en', 'en'],
    ['locale', 'de_DE', null],
    ['locale', 'qq-QQ', null],
    ['locale', 'german', null],
    ['timeZone', 'europe/berlin', 'Europe/Berlin'],
    ['timeZone', 'UTC', 'UTC'],
    ['timeZone', 'Europe/Sylt', null],
    ['timeZone', '+01:00', null],
    ['timeZone', '', null],
    ['adminEmail', ' Ada@Acme.Example ', 'ada@acme.example'],
    ['adminEmail', 'ada', null],
    ['adminEmail', `${'a'.repeat(200)}@acme.example`, null],
  ] as const)('%s %j is kept as %j', (key, text, kept) => {
    expect(read(key, text)).toBe(kept);
  });

  it('the form of a new company suggests a short name that fits', () => {
    const slug = COMPANY_FIELDS.find(({ key }) => key === 'slug');
    const suggested = (name: string) => slug?.suggest?.({ name });
    expect(suggested('Müller & Söhne GmbH')).toBe('muller-sohne-gmbh');
    expect(suggested('株式会社')).toBe('');
    for (const name of ['A', ' - ', 'Œuvre', `${'x'.repeat(39)} y`, 'Ünï—Çode']) {
      const slugOf = suggested(name) ?? '';
      if (slugOf !== '') expect(slug?.read(slugOf)).toBe(slugOf);
    }
  });
});

it('one email has one form, however it is typed', () => {
  const forms = ['a.müller@acme.example', 'A.MÜLLER@acme.example', 'a.mu\u0308ller@ACME.example'].map(cleanEmail);
  expect(new Set(forms).size).toBe(1);
});

describe('the digits of prices', () => {
  it('the digits of prices are those of the currency if nothing is said, and never fewer', () => {
    expect(readPriceDigits(undefined, 'EUR')).toBeUndefined();
    expect([readPriceDigits('2', 'EUR'), readPriceDigits('4', 'EUR'), readPriceDigits('0', 'JPY')]).toEqual([2, 4, 0]);
    for (const [text, currency] of [
      ['1', 'EUR'],
      ['5', 'EUR'],
      ['2', 'KWD'],
      ['', 'EUR'],
      ['2.5', 'EUR'],
      ['four', 'EUR'],
    ] as const) {
      expect(() => readPriceDigits(text, currency)).toThrow(/--price-digits .* does not fit: \d to 4 for/);
    }
  });
});
