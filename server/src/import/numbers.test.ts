import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDigits, recogniseNumbers, toUnits } from './numbers.ts';
import { Problems } from './problem.ts';

function recognise(texts: string[], stated = {}) {
  const problems = new Problems();
  const cells = texts.map((text, index) => ({ line: index + 2, column: 'price', text }));
  const format = recogniseNumbers('f.csv', cells, { stated, problems });
  return { format, problems: problems.found.map(({ line, value, reason }) => `${line} "${value}" ${reason}`) };
}

const units = (text: string, decimal: '.' | ',', places = 2) => {
  const digits = readDigits(text, decimal);
  return digits === null ? 'no number' : toUnits(digits, places);
};

describe('the decimal sign of a file', () => {
  it.each([
    [['1.234', '1.355,90'], { decimal: ',', thousands: '.' }],
    [['1.000', '3,5'], { decimal: ',', thousands: '.' }],
    [['1,234.50'], { decimal: '.', thousands: ',' }],
    [['1.234.567', '1.234'], { decimal: ',', thousands: '.' }],
    [['0.125', '1.234'], { decimal: '.', thousands: null }],
    [['1234.567'], { decimal: '.', thousands: null }],
    [["1'234.50", '7'], { decimal: '.', thousands: "'" }],
    [['1 234,50', '1 234'], { decimal: ',', thousands: ' ' }],
    [['1', '20', 'abc'], { decimal: null, thousands: null }],
  ])('%j is found from all numbers together', (texts, format) => {
    expect(recognise(texts)).toEqual({ format, problems: [] });
  });

  it('a number that can be two, in a file that does not tell, is a problem that names the option', () => {
    expect(recognise(['5', '1.234', '7.890'])).toEqual({
      format: null,
      problems: [
        '3 "1.234" can be 1234 or 1.234 (so can 1 more), and no number of the file tells which. ' +
          'Say --decimal point or --decimal comma',
      ],
    });
    expect(recognise(['1.234'], { decimal: ',' }).format).toEqual({ decimal: ',', thousands: '.' });
    expect(recognise(['1.234'], { decimal: '.' }).format).toEqual({ decimal: '.', thousands: null });
    expect(recognise(['1.234'], { thousands: '.' }).format).toEqual({ decimal: ',', thousands: '.' });
  });

  it('two numbers that contradict each other are a problem that names both', () => {
    const { format, problems } = recognise(['1.5', '7', '1,5']);
    expect(format).toBeNull();
    expect(problems).toEqual([
      expect.stringMatching(/^4 "1,5" has a decimal comma, and "1\.5" in line 2 has a decimal point/),
    ]);
  });
});

describe('a number', () => {
  it('a number is read exactly, and never rounded', () => {
    expect(units('14.00', '.')).toBe(1_400n);
    expect(units('14.0000', '.')).toBe(1_400n);
    expect(units('0.1', '.')).toBe(10n);
    expect(units('-3,5', ',')).toBe(-350n);
    expect(units('1.355,90', ',')).toBe(135_590n);
    expect(units('1.355,90-', ',')).toBe(-135_590n);
    expect(units('0.0125', '.')).toBeNull();
    expect(units('0.0049', '.')).toBeNull();
  });

  it.each([
    '',
    'abc',
    '1.2.3',
    '1e3',
    ' 1',
    '--1',
    '0x10',
    '1,23,456',
    '12.34.567',
    '1,234,56',
    '5.',
    '.5',
    "1'234,567.8",
    '-5-',
    '+5-',
    '5--',
    '5.-',
  ])('%j is none', (text) => {
    expect(units(text, '.')).toBe('no number');
  });

  it('a number in any notation is read as the amount it was written from', () => {
    const places = fc.integer({ min: 0, max: 4 });
    const marks = fc.constantFrom<['.' | ',', string]>(
      ['.', ''],
      [',', ''],
      ['.', ','],
      [',', '.'],
      ['.', "'"],
      [',', ' '],
    );
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 14n }), places, marks, (amount, digits, [decimal, thousands]) => {
        const text = amount.toString().padStart(digits + 1, '0');
        const whole = (digits === 0 ? text : text.slice(0, -digits)).replaceAll(/\B(?=(\d{3})+$)/g, thousands);
        const written = digits === 0 ? whole : `${whole}${decimal}${text.slice(-digits)}`;
        expect(units(written, decimal, digits)).toBe(amount);
      }),
    );
  });
});
