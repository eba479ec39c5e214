import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkNumber, type Decimal, parseNumber, readingText, stepped, textOf, textOfValue } from './parse-number.ts';

const LOCALES = ['en', 'de', 'pt-BR', 'fr', 'de-CH', 'en-IN', 'es', 'sv', 'ar-EG', 'hi-IN-u-nu-deva'];
const DISCOUNT = { decimals: 2, min: 0, max: 10_000, unit: '%' };
const QUANTITY = { decimals: 0, min: 1, max: 1_000_000, unit: '' };
const IN_PARTS = { decimals: 3, min: 1, max: 1_000_000_000, unit: '' };
const numberOf = ({ negative, whole, fraction }: Decimal) => Number(`${negative ? '-' : ''}${whole}.${fraction || 0}`);

/** The possible readings of the text, as numbers. */
function readings(text: string): number[] | string {
  const parsed = parseNumber(text, '%');
  if (parsed.kind === 'number') return [numberOf(parsed.number)];
  return parsed.kind === 'ambiguous' ? [numberOf(parsed.grouped), numberOf(parsed.decimal)] : parsed.kind;
}

describe('parseNumber', () => {
  it.each([
    ['7.5', 7.5],
    ['7,5', 7.5],
    ['12.25', 12.25],
    ['0.5', 0.5],
    [',5', 0.5],
    ['5,', 5],
    ['0,500', 0.5],
    ['1234.500', 1234.5],
    ['1.234,5', 1234.5],
    ['1,234.567', 1234.567],
    ['1.234.567', 1_234_567],
    ['12,34,567', 1_234_567],
    ['1 234 567,8', 1_234_567.8],
    ['1\u202F234,5', 1234.5],
    ['1’234.5', 1234.5],
    ['7,5 %', 7.5],
    ['%7,5', 7.5],
    ['−3', -3],
    ['７．５', 7.5],
    ['٧٫٥', 7.5],
    ['007', 7],
  ])('parseNumber reads %s as %d', (text, number) => {
    expect(readings(text)).toEqual([number]);
  });

  // Each of these became another number in a public bug report on a number field: 1002, 1111, 123, 50, 5, 120.
  it.each([
    ['10.02', 10.02],
    ['11,11', 11.11],
    ['1,23', 1.23],
    ['.50', 0.5],
    ['0,5', 0.5],
    ['12.0', 12],
  ])('parseNumber reads %s as %d, as typed or pasted, whatever the locale', (text, number) => {
    expect(readings(text)).toEqual([number]);
  });

  it.each(['2.500', '1,234', '999.000', '12.345'])('parseNumber has two readings for %s', (text) => {
    const digits = Number(text.replace(/\D/g, ''));
    expect(readings(text)).toEqual([digits, digits / 1000]);
  });

  it.each([
    '1.2.3',
    '1,2,3',
    '1 5',
    '1e3',
    '0x10',
    '5-',
    '--5',
    '.',
    ',',
    '-',
    '1.234.56',
    '1,23.456.7',
    'a12',
    '1..5',
  ])('parseNumber does not read %s', (text) => {
    expect(readings(text)).toBe('notNumber');
  });

  it('parseNumber reads every number back as each locale writes it, or calls it ambiguous, and never as another number', () => {
    const written = fc.record({
      locale: fc.constantFrom(...LOCALES),
      units: fc.oneof(fc.integer({ min: 0, max: 10_000_000_000 }), fc.integer({ min: 0, max: 99_999 })),
      decimals: fc.constantFrom(0, 1, 2, 3),
      useGrouping: fc.boolean(),
    });
    fc.assert(
      fc.property(written, ({ locale, units, decimals, useGrouping }) => {
        const number = units / 10 ** decimals;
        const text = new Intl.NumberFormat(locale, { useGrouping, maximumFractionDigits: 3 }).format(number);
        const found = readings(text);
        expect(found).toContain(number);
        if (found.length > 1) expect(text).toMatch(/^\p{Nd}{1,3}[.,\u066B]\p{Nd}{3}$/u);
      }),
      { numRuns: 2_000 },
    );
  });

  it('parseNumber reads a percentage as each locale writes it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LOCALES), fc.integer({ min: 0, max: 10_000 }), (locale, bp) => {
        const style = { style: 'percent', maximumFractionDigits: 2 } as const;
        const text = new Intl.NumberFormat(locale, style).format(bp / 10_000);
        expect(checkNumber(text, DISCOUNT)).toEqual({ kind: 'value', value: bp });
      }),
    );
  });

  it('parseNumber never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0123456789.,' -%") }), (text) => void parseNumber(text)),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => void parseNumber(text, '%')),
      { numRuns: 50 },
    );
  });
});

describe('checkNumber', () => {
  it('checkNumber counts in the smallest unit, exactly', () => {
    expect(checkNumber('12,25', DISCOUNT)).toEqual({ kind: 'value', value: 1225 });
    expect(checkNumber('0.07', DISCOUNT)).toEqual({ kind: 'value', value: 7 });
    expect(checkNumber('1.15', DISCOUNT)).toEqual({ kind: 'value', value: 115 });
    expect(checkNumber('', QUANTITY)).toEqual({ kind: 'empty' });
  });

  it('a long text is read whole, so that what follows a long gap is not overlooked', () => {
    expect(checkNumber(`7.5${' '.repeat(40)}apples`, DISCOUNT)).toEqual({ kind: 'problem', problem: 'otherUnit' });
    expect(checkNumber(`0.${'0'.repeat(40)}5`, DISCOUNT)).toEqual({ kind: 'problem', problem: 'tooManyDecimals' });
  });

  it('checkNumber reads parts with point or comma, and asks where three decimals look like thousands', () => {
    for (const text of ['2.5', '2,5', '2.50', '2,5000', '2.5 ']) {
      expect(checkNumber(text, IN_PARTS)).toEqual({ kind: 'value', value: 2_500 });
    }
    expect(checkNumber('0,125', IN_PARTS)).toEqual({ kind: 'value', value: 125 });
    expect(checkNumber('1.234,5', IN_PARTS)).toEqual({ kind: 'value', value: 1_234_500 });
    expect(checkNumber('2.0005', IN_PARTS)).toEqual({ kind: 'problem', problem: 'tooManyDecimals' });
    expect(checkNumber('0', IN_PARTS)).toEqual({ kind: 'problem', problem: 'tooSmall' });
    expect(checkNumber('1000000,001', IN_PARTS)).toEqual({ kind: 'problem', problem: 'tooLarge' });
    for (const text of ['2.500', '2,500']) {
      // Both can be meant of what is sold by measure, and only one of what is counted.
      const problems = (rule: typeof QUANTITY) => {
        const checked = checkNumber(text, rule);
        return checked.kind === 'ambiguous' ? checked.readings.map(({ problem }) => problem) : checked;
      };
      expect(problems(IN_PARTS)).toEqual([null, null]);
      expect(problems(QUANTITY)).toEqual([null, 'tooManyDecimals']);
    }
  });

  it('checkNumber steps by one, and never below what there can be', () => {
    expect([stepped(2_500, 1_000, IN_PARTS), stepped(2_500, -1_000, IN_PARTS)]).toEqual([3_500, 1_500]);
    expect([stepped(1_000, -1_000, IN_PARTS), stepped(500, -1_000, IN_PARTS)]).toEqual([1_000, 500]);
    expect([stepped(1, -1, QUANTITY), stepped(0, -1, QUANTITY), stepped(1_000_000, 1, QUANTITY)]).toEqual([
      1, 1, 1_000_000,
    ]);
    expect(stepped(25, -50, DISCOUNT)).toBe(0);
  });

  it('checkNumber refuses what the field cannot hold and says why', () => {
    expect(checkNumber('1.5', QUANTITY)).toEqual({ kind: 'problem', problem: 'tooManyDecimals' });
    expect(checkNumber('0', QUANTITY)).toEqual({ kind: 'problem', problem: 'tooSmall' });
    expect(checkNumber('1000001', QUANTITY)).toEqual({ kind: 'problem', problem: 'tooLarge' });
    expect(checkNumber('100,01', DISCOUNT)).toEqual({ kind: 'problem', problem: 'tooLarge' });
    expect(checkNumber('7.1234', DISCOUNT)).toEqual({ kind: 'problem', problem: 'tooManyDecimals' });
    expect(checkNumber('33.333', DISCOUNT)).toEqual({ kind: 'problem', problem: 'tooManyDecimals' });
    expect(checkNumber('9'.repeat(400), DISCOUNT)).toEqual({ kind: 'problem', problem: 'tooLarge' });
  });

  it('checkNumber names both readings, also one that the field cannot hold', () => {
    const quantity = checkNumber('2.500', QUANTITY);
    expect(quantity.kind === 'ambiguous' && quantity.readings.map(({ problem }) => problem)).toEqual([
      null,
      'tooManyDecimals',
    ]);
    const discount = checkNumber('2.500', DISCOUNT);
    expect(discount.kind === 'ambiguous' && discount.readings.map(({ problem }) => problem)).toEqual([
      'tooLarge',
      null,
    ]);
  });
});

describe('a formatted number', () => {
  it('a formatted number parses back to itself in every locale', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LOCALES), fc.integer({ min: 1, max: 1_000_000 }), (locale, value) => {
        expect(checkNumber(textOfValue(value, 0, locale), QUANTITY)).toEqual({ kind: 'value', value });
        expect(checkNumber(textOfValue(value, 3, locale), IN_PARTS)).toEqual({ kind: 'value', value });
        const bp = value % 10_001;
        expect(checkNumber(textOfValue(bp, 2, locale), DISCOUNT)).toEqual({ kind: 'value', value: bp });
      }),
    );
  });

  it.each([
    ['2.500', '2500', '2.5'],
    ['2,500', '2500', '2,5'],
    ['−2,505', '−2505', '−2,505'],
    ['1.000', '1000', '1'],
  ])('the two readings of %s are named %s and %s, without a separator that groups', (text, grouped, decimal) => {
    const parsed = parseNumber(text);
    if (parsed.kind !== 'ambiguous') throw new Error(`${text} has two readings`);
    expect(readingText(parsed.grouped, parsed.point)).toBe(grouped);
    expect(readingText(parsed.decimal, parsed.point)).toBe(decimal);
  });

  it('a formatted number puts a chosen reading back without a second reading', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LOCALES), fc.integer({ min: 1, max: 9_999_999 }), (locale, thousandths) => {
        const text = `${Math.floor(thousandths / 1000)}.${String(thousandths % 1000).padStart(3, '0')}`;
        const one = parseNumber(text);
        if (one.kind !== 'ambiguous') return;
        for (const number of [one.grouped, one.decimal]) {
          const back = parseNumber(textOf(number, locale));
          expect(back.kind === 'number' && numberOf(back.number)).toBe(numberOf(number));
        }
      }),
    );
  });
});
