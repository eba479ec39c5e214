import { TABLE_WORDS } from '../words/table-words.ts';
import type { DateOrder } from './file-format.ts';
import type { Cell } from './numbers.ts';
import type { Problems } from './problem.ts';

const TIME = String.raw`(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(am|pm)?\s*(z|[+-]\d{2}:?\d{2})?)?`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${TIME}$`, 'i');
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{1,4})${TIME}$`, 'i');

const FIRST_YEAR = 1970;
const DAY_MS = 24 * 3_600_000;
const MAX_OFFSET_MINUTES = 14 * 60;

/** The order that a date must have; `either` if it could be two days. Dates with dots begin with the day. */
function orderOf(text: string): DateOrder | 'either' | null {
  const [, one, sign, two] = YEAR_LAST.exec(text) ?? [];
  const [first, second] = [Number(one), Number(two)];
  if (one === undefined || (first > 12 && second > 12)) return null;
  if (first > 12) return 'dmy';
  if (second > 12) return 'mdy';
  if (sign === '.') return 'dmy';
  return first === second ? null : 'either';
}

/**
 * Finds the order of day and month from all dates of a file. What no date settles is a problem, and so are two dates that
 * contradict each other.
 *
 * @returns `open` if it could not be settled; null if no date needs it
 */
export function recogniseDates(
  file: string,
  cells: Iterable<Cell>,
  { stated, problems }: { stated: DateOrder | undefined; problems: Problems },
): DateOrder | null | 'open' {
  if (stated !== undefined) return stated;
  const first = new Map<DateOrder | 'either', Cell>();
  for (const cell of cells) {
    const order = orderOf(cell.text);
    if (order !== null && !first.has(order)) first.set(order, cell);
  }
  const [dmy, mdy, either] = [first.get('dmy'), first.get('mdy'), first.get('either')];
  const add = ({ line, column, text: value }: Cell, reason: string) =>
    problems.add({ file, line, column, value, reason });
  if (dmy !== undefined && mdy !== undefined) {
    const [one, other] = dmy.line <= mdy.line ? [dmy, mdy] : [mdy, dmy];
    const starts = (cell: Cell) => (cell === dmy ? TABLE_WORDS.beginsWithTheDay : TABLE_WORDS.beginsWithTheMonth);
    add(other, TABLE_WORDS.differentDates(starts(other), one.text, one.line, starts(one)));
    return 'open';
  }
  if (dmy !== undefined) return 'dmy';
  if (mdy !== undefined) return 'mdy';
  if (either === undefined) return null;
  add(either, TABLE_WORDS.ambiguousDate);
  return 'open';
}

/** Hours of the day; null if there are none such. */
function hoursOf(text: string | undefined, half: string | undefined): number | null {
  const hours = Number(text ?? 0);
  if (half === undefined) return hours <= 23 ? hours : null;
  if (hours < 1 || hours > 12) return null;
  return (hours % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
}

function offsetMinutes(text: string | undefined): number | null {
  if (text === undefined || text.toLowerCase() === 'z') return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  if (minutes > MAX_OFFSET_MINUTES) return null;
  return text.startsWith('-') ? -minutes : minutes;
}

/**
 * A date as an instant. Without an offset it is UTC.
 * @returns what is wrong with it as `reason`, or null as `at` where the order of the file's dates is open
 */
export function readDate(
  text: string,
  { order, now }: { order: DateOrder | null | 'open'; now: string },
): { at: string | null; reason?: undefined } | { at?: undefined; reason: string } {
  const none = { reason: TABLE_WORDS.noDate };
  if (/^\d{5}([.,]\d+)?$/.test(text)) return { reason: TABLE_WORDS.spreadsheetDay };
  const [iso, local] = [YEAR_FIRST.exec(text), YEAR_LAST.exec(text)];
  const parts = iso ?? local;
  if (parts === null) return none;
  if (iso === null && (parts[4] ?? '').length < 4) return { reason: TABLE_WORDS.shortYear };
  // An ambiguous order is reported once per file; a date that reads the same both ways needs no order.
  if (iso === null && order === 'open' && parts[1] !== parts[3]) return { at: null };
  const [year, month, day] = (
    iso === null
      ? order === 'mdy'
        ? [parts[4], parts[1], parts[3]]
        : [parts[4], parts[3], parts[1]]
      : [parts[1], parts[3], parts[4]]
  ).map(Number) as [number, number, number];
  const [, , , , , hour, minute, second, fraction, half, zone] = parts;
  const [hours, offset] = [hoursOf(hour, half), offsetMinutes(zone)];
  const [minutes, seconds] = [Number(minute ?? 0), Number(second ?? 0)];
  if (hours === null || offset === null || minutes > 59 || seconds > 59) return none;
  const midnight = new Date(Date.UTC(year, month - 1, day));
  // 31 February would roll over into March without a word.
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return none;
  const ms = Number((fraction ?? '').slice(0, 3).padEnd(3, '0'));
  const time = midnight.getTime() + ((hours * 60 + minutes - offset) * 60 + seconds) * 1000 + ms;
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  if (year < FIRST_YEAR || time < 0) return { reason: TABLE_WORDS.tooEarly(year, FIRST_YEAR) };
  if (time > Date.parse(now) + DAY_MS) return { reason: TABLE_WORDS.inFuture };
  return { at: new Date(time).toISOString() };
}
