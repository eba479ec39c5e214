import { quantityDigitsOf } from '@marginiq/contract/units';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DISCOUNT, quantityRule } from './number-rules.ts';
import { checkNumber, textOfValue } from './parse-number.ts';

const checked = (text: string, unit: string) => checkNumber(text, quantityRule({ unit }));
const value = (number: number) => ({ kind: 'value', value: number });
const problem = (what: string) => ({ kind: 'problem', problem: what });

describe('a quantity with its unit', () => {
  it.each([
    ['2.5 kg', 'kg', 2_500],
    ['2,5 kg', 'kg', 2_500],
    ['2.5kg', 'kg', 2_500],
    ['2.5 KG', 'kg', 2_500],
    ['2,5\u00a0Kg.', 'kg', 2_500],
    ['1.234,5 kg', 'kg', 1_234_500],
    ['12 m²', 'm2', 12_000],
    ['12m2', 'm²', 12_000],
    ['3 sq ft', 'Sq. ft', 3_000],
    ['３ kg', 'kg', 3_000],
    ['3 pcs', 'pcs', 3],
    ['3 Stück', 'STÜCK', 3],
    ['3 10 boxes x 20 bags', '10 boxes x 20 bags', 3],
    ['3', '10 boxes x 20 bags', 3],
    ['3 piece', '', 3],
  ])('"%s" is read for a product that is sold by "%s"', (text, unit, number) => {
    expect(checked(text, unit)).toEqual(value(number));
  });

  it.each([
    ['2.5 m', 'kg'],
    ['2500 g', 'kg'],
    ['2.5 kg', 'pcs'],
    ['3 kg', ''],
    ['2.500 m', 'kg'],
    ['5 %', 'kg'],
    ['5 €', 'kg'],
    ['2.5 kgs', 'kg'],
    ['2 m', 'm2'],
    // Five of a hundred metres, or 5,100 metres?
    ['5 100 m', '100 m'],
    ['5100 m', '100 m'],
  ])('"%s" is refused for a product that is sold by "%s"', (text, unit) => {
    expect(checked(text, unit)).toEqual(problem('otherUnit'));
  });

  it.each(['kg', 'kg 2', '1e3', '0x10', '1.2.3 kg', '-', '2 kg kg', '2.5 - kg'])('"%s" is not one', (text) => {
    expect(checked(text, 'kg')).toMatchObject({ kind: 'problem' });
  });

  it('a quantity with its unit waits for the product, whose unit it may be', () => {
    expect(checkNumber('2.5 kg', quantityRule(undefined))).toEqual(problem('unitUnknown'));
    expect(checkNumber('2.5', quantityRule(undefined))).toEqual(value(2_500));
  });

  it('a quantity with its unit keeps its two readings', () => {
    expect(checked('2.500 kg', 'kg')).toMatchObject({ kind: 'ambiguous' });
    expect(checked('2.500 pcs', 'pcs')).toMatchObject({ kind: 'ambiguous' });
  });

  const UNITS = ['kg', 'm', 'm²', 'Std.', 'sq ft', 'pcs', 'Stück', 'peça', 'box of 100'];
  const cases = fc.constantFrom(
    (unit: string) => unit,
    (unit: string) => unit.toUpperCase(),
    (unit: string) => unit.toLowerCase(),
  );
  const typed = fc.record({
    locale: fc.constantFrom('en', 'de-DE', 'pt-BR'),
    number: fc.oneof(fc.integer({ min: 1, max: 1_000_000_000 }), fc.integer({ min: 1, max: 9_999 })),
    grouped: fc.boolean(),
    space: fc.constantFrom('', ' ', '\u00a0', '  '),
    unit: fc.constantFrom(...UNITS),
    other: fc.constantFrom(...UNITS, 'g', 'l', '%', 'EUR'),
    inCase: cases,
  });

  it('a quantity with its unit is the number without it in every locale, and with another unit no number at all', () => {
    fc.assert(
      fc.property(typed, ({ locale, number, grouped, space, unit, other, inCase }) => {
        const written = textOfValue(number, quantityDigitsOf(unit), locale);
        const text = grouped ? Number(number).toLocaleString(locale) : written;
        expect(checked(`${text}${space}${inCase(unit)}`, unit)).toEqual(checked(text, unit));
        if (other !== unit) expect(checked(`${text}${space}${other}`, unit)).toEqual(problem('otherUnit'));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a discount with its sign', () => {
  it.each(['7.5 %', '7,5%', '%7,5', '7,5 ％', '٧٫٥٪'])('"%s" is read', (text) => {
    expect(checkNumber(text, DISCOUNT)).toEqual(value(750));
  });

  it.each(['7.5 kg', '7,5 EUR', '5 €', '5 percent', '5 % kg', '5 %%'])('"%s" is refused, and % is named', (text) => {
    expect(checkNumber(text, DISCOUNT)).toEqual(problem('otherUnit'));
  });
});
