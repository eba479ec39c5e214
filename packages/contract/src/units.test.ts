import { describe, expect, it } from 'vitest';
import { isDivisible, isSameUnit, isSoldAs, measureOf, quantityDigitsOf } from './units.ts';

describe('a unit of measure', () => {
  it.each([
    'kg g t lb lbs oz Kilogramm Tonnen quilo',
    'm cm mm km ft Meter metres lfm',
    'm² m2 sqm qm ft² ha',
    'm³ m3 cbm l ml hl gal Liter Litre litros',
    'h hr hrs hour hours day days min Std Stunde Stunden Tage hora heures',
  ])('a unit of measure allows parts: %s', (units) => {
    for (const unit of units.split(' ')) expect([unit, quantityDigitsOf(unit)]).toEqual([unit, 3]);
  });

  it('a unit of measure is known however it is spelled: capitals, spaces around it, a point behind it, compatibility characters', () => {
    for (const unit of [' KG ', 'Kg', 'kg.', 'STD.', '㎏', 'M²', 'sq  ft', 'fl oz'])
      expect([unit, isDivisible(unit)]).toEqual([unit, true]);
  });

  it.each([
    '',
    'piece',
    'pcs',
    'Stück',
    'box',
    'box of 100',
    '24 - 12 oz bottles',
    '1 kg pkg.',
    '10 kg',
    'kg bag',
    'license',
    'pack',
    'pair',
    'm8',
    'constructor',
  ])('a unit is not a measure if it is counted whole: "%s"', (unit) => {
    expect(quantityDigitsOf(unit)).toBe(0);
  });

  it('a measure is shown beside a quantity as it is spelled, and a counted unit is not', () => {
    expect([measureOf(' KG '), measureOf('Std.'), measureOf('box of 100'), measureOf(''), measureOf(null)]).toEqual([
      'KG',
      'Std.',
      null,
      null,
      null,
    ]);
  });

  it('a unit of measure decides whether a quantity can be sold', () => {
    expect([isSoldAs(2.5, 'kg'), isSoldAs(2, 'kg'), isSoldAs(2, 'pcs'), isSoldAs(2.5, 'pcs')]).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});

describe('two units', () => {
  it.each([
    ['Sq. ft', 'sqft'],
    ['KG', 'kg.'],
    ['m²', 'm2'],
    ['1.5 l', '1.5L'],
    ['1. 5 l', '1.5 l'],
    ['1 . 5 l', '1.5 l'],
    ['24 - 12 oz. bottles', '24 -12 oz bottles'],
  ])('two units are the same one however it is spelled: "%s" and "%s"', (a, b) => {
    expect([isSameUnit(a, b), isSameUnit(b, a)]).toEqual([true, true]);
  });

  it.each([
    ['2.5 kg bag', '25 kg bag'],
    ['12 x 0.5 l', '12 x 05 l'],
    ['1 2', '12'],
    ['1.5 l', '1 5 l'],
    ['٢.٥ kg', '٢٥ kg'],
    ['kg', 'kilogram'],
    ['', ''],
  ])('two units are two where a price for one says nothing of the other: "%s" and "%s"', (a, b) => {
    expect([isSameUnit(a, b), isSameUnit(b, a)]).toEqual([false, false]);
  });
});
