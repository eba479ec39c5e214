import { expect, it } from 'vitest';
import { createFormats } from './format.ts';

const LOCALES = ['en', 'en-IE', 'de', 'de-CH', 'pt-BR', 'fr', 'nl', 'sv', 'hi', 'ja', 'tr'];

it.each(LOCALES)('amounts and percentages below zero have the minus sign, and never a hyphen, in %s', (locale) => {
  const formats = createFormats(locale, 'EUR', 2);
  for (const text of [formats.money(-123_450), formats.percent(-1_250), formats.count(-3)]) {
    expect(text).toContain('\u2212');
    expect(text).not.toContain('-');
  }
});

it('a quantity has up to three decimals, and the unit that it is measured in stays beside it', () => {
  const [de, br, en] = ['de', 'pt-BR', 'en'].map((locale) => createFormats(locale, 'EUR', 2));
  expect([de?.quantity(2.5, 'kg'), br?.quantity(1_234.125, 'm'), en?.quantity(1_234.5, 'm²')]).toEqual([
    '2,5\u00a0kg',
    '1.234,125\u00a0m',
    '1,234.5\u00a0m²',
  ]);
  expect([de?.quantity(2_500, null), en?.quantity(3, null)]).toEqual(['2.500', '3']);
});

it('zero and above are written without a sign', () => {
  const formats = createFormats('en', 'EUR', 2);
  expect([formats.money(0), formats.money(-0), formats.percent(500), formats.count(2)]).toEqual([
    '€0.00',
    '€0.00',
    '5%',
    '2',
  ]);
});

it('amounts have the digits that are given, whatever the runtime thinks of the currency', () => {
  expect(createFormats('en', 'HUF', 2).money(123_456)).toBe('HUF\u00a01,234.56');
  expect(createFormats('en', 'HUF', 0).money(123_456)).toBe('HUF\u00a0123,456');
  expect(createFormats('en', 'JPY', 0).money(1_500)).toBe('¥1,500');
  expect(createFormats('en', 'KWD', 3).money(1_500)).toBe('KWD\u00a01.500');
});
