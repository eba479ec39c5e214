import { TABLE_WORDS } from '../words/table-words.ts';
import type { DecimalSign, Grouping } from './file-format.ts';
import type { Problems } from './problem.ts';

/** A cell that should contain a number, and its location. */
export interface Cell {
  line: number;
  column: string;
  text: string;
}

export interface NumberFormat {
  /** Null: no number of the file tells. */
  decimal: DecimalSign | null;
  thousands: Grouping | null;
}

/** A number taken apart: its digits before and behind the decimal sign. */
export interface Digits {
  negative: boolean;
  whole: string;
  fraction: string;
  /** Its thousands separator. */
  thousands: Grouping | null;
}

const SPACES = /[\u00A0\u202F\u2009]/g;
const TYPOGRAPHIC = /[\u00A0\u202F\u2009’]/;
/** `1.234` */
const SHORTEST_GROUPED = 5;
const GROUPED = /^[1-9]\d{0,2}(?:([., '])\d{3})(?:\1\d{3})*$/;

const plain = (text: string) => (TYPOGRAPHIC.test(text) ? text.replaceAll(SPACES, ' ').replaceAll('’', "'") : text);

/**
 * The number, if it is one with this decimal sign. Thousands are in groups of three with the same separator throughout. The
 * minus may come last, as ERP programs write it.
 */
export function readDigits(text: string, decimal: DecimalSign): Digits | null {
  const [, before = '', body = '', behind = ''] = /^([+-]?)(\d.*?)(-?)$/.exec(plain(text)) ?? [];
  if (before !== '' && behind !== '') return null;
  const sign = before || behind;
  const at = body.lastIndexOf(decimal);
  const [left, fraction] = at < 0 ? [body, ''] : [body.slice(0, at), body.slice(at + 1)];
  if (at >= 0 && !/^\d+$/.test(fraction)) return null;
  const negative = sign === '-';
  if (/^\d+$/.test(left)) return { negative, whole: left, fraction, thousands: null };
  const thousands = (GROUPED.exec(left)?.[1] ?? null) as Grouping | null;
  if (thousands === null || thousands === decimal) return null;
  return { negative, whole: left.replaceAll(thousands, ''), fraction, thousands };
}

/** Which decimal sign a number can only have; `either` if both give a number, and another one each. */
function decimalOf(text: string): DecimalSign | 'either' | null {
  if (!/[.,]/.test(text)) return null;
  const [point, comma] = [readDigits(text, '.'), readDigits(text, ',')];
  if (point === null) return comma === null ? null : ',';
  if (comma === null) return '.';
  return point.whole === comma.whole && point.fraction === comma.fraction ? null : 'either';
}

const WORDS: Record<DecimalSign, string> = { '.': 'point', ',': 'comma' };

/**
 * Finds the one decimal sign of a file from all its numbers together: if both `1.234` and `1.355,90` occur, the first is
 * 1234. If no number of the file settles it, that is a problem, and so are two numbers that contradict each other.
 *
 * @param cells iterated twice
 * @returns null if it remains undecided; the problem is noted once, not for each cell
 */
export function recogniseNumbers(
  file: string,
  cells: Iterable<Cell>,
  { stated, problems }: { stated: Partial<NumberFormat>; problems: Problems },
): NumberFormat | null {
  const first = new Map<DecimalSign | 'either', Cell>();
  let unclear = 0;
  for (const cell of cells) {
    const found = decimalOf(cell.text);
    if (found === 'either') unclear += 1;
    if (found !== null && !first.has(found)) first.set(found, cell);
  }
  const byThousands = stated.thousands === '.' ? ',' : stated.thousands === ',' ? '.' : null;
  const given = stated.decimal ?? byThousands;
  const [point, comma, either] = [first.get('.'), first.get(','), first.get('either')];
  const add = ({ line, column, text: value }: Cell, reason: string) =>
    problems.add({ file, line, column, value, reason });
  if (given === null && point !== undefined && comma !== undefined) {
    const [one, other] = point.line <= comma.line ? [point, comma] : [comma, point];
    const sign = (cell: Cell) => (cell === point ? WORDS['.'] : WORDS[',']);
    const before = TABLE_WORDS.decimalInLine(one.text, one.line, sign(one));
    add(other, TABLE_WORDS.differentDecimals(sign(other), before));
    return null;
  }
  const decimal = given ?? (point !== undefined ? '.' : comma !== undefined ? ',' : null);
  if (decimal === null && either !== undefined) {
    const [asThousands, asFraction] = [either.text.replaceAll(/[.,]/g, ''), either.text.replace(',', '.')];
    const others = unclear === 1 ? '' : TABLE_WORDS.soCanOthers(unclear - 1);
    const readings = TABLE_WORDS.ambiguousNumber(asThousands, asFraction, others);
    add(either, TABLE_WORDS.sayDecimal(readings));
    return null;
  }
  // Numbers with another thousands separator are reported one by one.
  return { decimal, thousands: stated.thousands ?? firstThousands(cells, decimal ?? '.') };
}

function firstThousands(cells: Iterable<Cell>, decimal: DecimalSign): Grouping | null {
  for (const { text } of cells) {
    if (text.length < SHORTEST_GROUPED) continue;
    const thousands = readDigits(text, decimal)?.thousands ?? null;
    if (thousands !== null) return thousands;
  }
  return null;
}

/** The exact number of units of 10^-places; null if the number is finer than that. No float is ever made. */
export function toUnits({ negative, whole, fraction }: Digits, places: number): bigint | null {
  if (/[1-9]/.test(fraction.slice(places))) return null;
  const magnitude = BigInt(whole + fraction.slice(0, places).padEnd(places, '0'));
  return negative ? -magnitude : magnitude;
}

/** What is wrong with text that is not a number, and how to fix it. */
export function whyNoNumber(text: string, { decimal }: NumberFormat): string {
  if (/^[+-]?0x/i.test(text)) return TABLE_WORDS.noNumberHere;
  if (/^[+-]?\d+([.,]\d+)?e[+-]?\d+$/i.test(text)) return TABLE_WORDS.shortenedNumber;
  if (/[€$£¥]|\b[A-Z]{3}\b/.test(text)) return TABLE_WORDS.hasCurrency;
  return TABLE_WORDS.noNumber(decimal === ',' ? '1234,50' : '1234.50');
}
