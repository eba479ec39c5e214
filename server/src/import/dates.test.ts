import { describe, expect, it } from 'vitest';
import { readDate, recogniseDates } from './dates.ts';
import type { DateOrder } from './file-format.ts';
import { Problems } from './problem.ts';

const now = '2026-06-01T12:00:00.000Z';
const read = (text: string, order: DateOrder | null | 'open' = null) => {
  const { at, reason } = readDate(text, { order, now });
  return reason ?? at;
};

function recognise(...texts: string[]) {
  const problems = new Problems();
  const cells = texts.map((text, index) => ({ line: index + 2, column: 'date', text }));
  const order = recogniseDates('f.csv', cells, { stated: undefined, problems });
  return { order, problems: problems.found.map(({ line, value, reason }) => `${line} "${value}" ${reason}`) };
}

describe('the order of day and month', () => {
  it.each([
    [['1/2/2025', '13/2/2025'], 'dmy'],
    [['1/2/2025', '2/13/2025'], 'mdy'],
    [['04.07.1996'], 'dmy'],
    [['2025-01-02'], null],
    [['3/3/2025'], null],
  ])('the order of day and month of %j is found from all dates together', (texts, order) => {
    expect(recognise(...texts)).toEqual({ order, problems: [] });
  });

  it('the order must be stated if no date determines it, and if two dates contradict each other', () => {
    expect(recognise('3/3/2025', '1/2/2025')).toEqual({
      order: 'open',
      problems: ['3 "1/2/2025" can be two days, and no date of the file tells which. Say --dates dmy or --dates mdy'],
    });
    const { order, problems } = recognise('13/2/2025', '2/13/2025');
    expect(order).toBe('open');
    expect(problems).toEqual([
      expect.stringMatching(/^3 "2\/13\/2025" begins with the month, and "13\/2\/2025" in line 2/),
    ]);
  });
});

describe('a date', () => {
  it.each([
    ['1996-07-04', null, '1996-07-04T00:00:00.000Z'],
    ['1996-07-04 00:00:00.000', null, '1996-07-04T00:00:00.000Z'],
    ['2025-01-02T00:30:00+02:00', null, '2025-01-01T22:30:00.000Z'],
    ['2025-01-02 23:30:00.1234567-0130', null, '2025-01-03T01:00:00.123Z'],
    ['2025/1/2', null, '2025-01-02T00:00:00.000Z'],
    ['04.07.1996', 'dmy', '1996-07-04T00:00:00.000Z'],
    ['7/4/1996 1:05 PM', 'mdy', '1996-07-04T13:05:00.000Z'],
    ['3/3/2025', 'open', '2025-03-03T00:00:00.000Z'],
    ['1/2/2025', 'open', null],
  ] as const)('%s (%s) is %s', (text, order, at) => {
    expect(read(text, order)).toBe(at);
  });

  it.each([
    ['2026-02-31', 'is not a date'],
    ['2025-13-01', 'is not a date'],
    ['2025-01-02T25:00', 'is not a date'],
    ['yesterday', 'is not a date'],
    ['0026-01-31', 'is in the year 26'],
    ['9999-12-31', 'is in the future'],
    ['04.07.96', 'has no full year'],
    ['45123', 'is a spreadsheet’s number for a day'],
    ['2026-06-03', 'is in the future'],
  ])('%s is refused: it %s', (text, reason) => {
    expect(read(text, 'dmy')).toContain(reason);
  });
});
