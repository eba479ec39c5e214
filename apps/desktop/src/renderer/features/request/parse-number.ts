/*
 * Numbers as people type and paste them, in any locale. A point or a comma is the decimal point or a thousands
 * separator, and the locale does not tell which: people type what their keyboard, their spreadsheet or their customer's
 * mail has. So an unambiguous text is read, and an ambiguous one is never guessed.
 */
import { followedByUnit, withoutUnit } from './typed-unit.ts';

/** A number kept as digits, exact: 12.50 is whole "12" and fraction "5". */
export interface Decimal {
  negative: boolean;
  whole: string;
  fraction: string;
}

/** What was typed in the position of a decimal point. */
export type Point = '.' | ',';

export type Parsed =
  | { kind: 'empty' }
  | { kind: 'notNumber' }
  /** A number, and behind it something that is not the unit. */
  | { kind: 'otherUnit' }
  | { kind: 'number'; number: Decimal }
  /** The separator as grouping thousands, and as the decimal point. */
  | { kind: 'ambiguous'; grouped: Decimal; decimal: Decimal; point: Point };

/** As many decimals look like a group of thousands. */
const GROUP_DIGITS = 3;
const SPACES = /[\s\u00A0\u2007\u2009\u202F]/g;
const APOSTROPHES = /['\u2018\u2019\u02BC\uFF07]/g;
const MINUS = /^[-\u2212\u2013\uFE63\uFF0D]/;
/** Separators other than point and comma: these only ever group. */
const GROUPS_ONLY = ['_', "'"];

/** Digits of any script (Arabic, full width) as 0 to 9. Each script has its ten in a row, on a place that NFKC or this finds. */
function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    if (code < 0x80) return digit;
    let zero = code;
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return String(code - zero);
  });
}

function decimal(negative: boolean, whole: string, fraction: string): Decimal {
  const significant = { whole: whole.replace(/^0+(?=\d)/, '') || '0', fraction: fraction.replace(/0+$/, '') };
  const isZero = significant.whole === '0' && significant.fraction === '';
  return { ...significant, negative: negative && !isZero };
}

/** Groups of three, or of two before the last three as in India. */
function isGrouped(text: string, separator: string): boolean {
  const groups = text.split(separator);
  const [first = '', ...rest] = groups;
  const last = rest.at(-1);
  if (last === undefined || last.length !== 3 || first === '' || first.startsWith('0')) return false;
  if (!groups.every((group) => /^\d+$/.test(group))) return false;
  const inner = rest.slice(0, -1);
  const threes = first.length <= 3 && inner.every((group) => group.length === 3);
  const twos = first.length <= 2 && inner.length > 0 && inner.every((group) => group.length === 2);
  return threes || twos;
}

const isDigits = (text: string) => /^\d*$/.test(text);
const ungrouped = (text: string, separator: string) => text.split(separator).join('');

function parseUnsigned(text: string, negative: boolean): Parsed {
  const number = (whole: string, fraction = ''): Parsed => ({
    kind: 'number',
    number: decimal(negative, whole, fraction),
  });
  const separators = [...new Set(text.replace(/\d/g, ''))];
  if (text.replace(/\D/g, '') === '' || !/^[\d.,_']+$/.test(text) || separators.length > 2)
    return { kind: 'notNumber' };
  const [only] = separators;
  if (only === undefined) return number(text);

  if (separators.length === 2) {
    // Two kinds: the last one is the decimal point, the other one groups.
    const at = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
    const point = text.charAt(at);
    const group = separators.find((separator) => separator !== point) ?? '';
    const [whole, fraction] = [text.slice(0, at), text.slice(at + 1)];
    if (at < 0 || !isDigits(fraction) || whole.includes(point) || !isGrouped(whole, group))
      return { kind: 'notNumber' };
    return number(ungrouped(whole, group), fraction);
  }
  const grouped = isGrouped(text, only);
  if (GROUPS_ONLY.includes(only)) return grouped ? number(ungrouped(text, only)) : { kind: 'notNumber' };
  const [whole = '', fraction = '', ...more] = text.split(only);
  if (more.length > 0) return grouped ? number(ungrouped(text, only)) : { kind: 'notNumber' };
  if (!grouped) return number(whole, fraction);
  return {
    kind: 'ambiguous',
    grouped: decimal(negative, whole + fraction, ''),
    decimal: decimal(negative, whole, fraction),
    point: only === ',' ? ',' : '.',
  };
}

function parseSigned(text: string): Parsed {
  const negative = MINUS.test(text);
  // A space groups and nothing else, so it becomes "_" here and must be between digits.
  const unsigned = text.replace(MINUS, '').trim().replace(/^\+/, '').replace(SPACES, '_').replace(APOSTROPHES, "'");
  return parseUnsigned(unsigned, negative);
}

const isNumber = (text: string): boolean => parseSigned(text).kind !== 'notNumber';

/** @param unit that may follow the number; a sign such as "%" may precede it as well */
export function parseNumber(text: string, unit = ''): Parsed {
  const typed = asciiDigits(text.normalize('NFKC').replace(/[\u061C\u200E\u200F]/g, ''))
    .replace(/\u066A/g, '%')
    .replace(/\u066B/g, '.')
    .replace(/\u066C/g, "'")
    .trim();
  const rest = withoutUnit(typed, unit, isNumber);
  if (rest === '') return { kind: 'empty' };
  const parsed = parseSigned(rest);
  if (parsed.kind !== 'notNumber') return parsed;
  return followedByUnit(typed, isNumber) ? { kind: 'otherUnit' } : parsed;
}

/** What a field accepts. The limits are in its smallest unit: with two decimals, 100 % is 10,000. */
export interface NumberRule {
  decimals: number;
  min: number;
  max: number;
  /** Shown in the field; empty if there is none to show. */
  unit: string;
  /** What may be typed with the number, if it is not `unit`. Null: nobody knows yet which unit it is. */
  accepts?: string | null;
  /** It counts pieces, so fractions cannot be entered. */
  isCounted?: boolean;
}

/** The unit that may be typed with the number. */
export const acceptedUnit = ({ unit, accepts }: NumberRule): string => (accepts === undefined ? unit : (accepts ?? ''));

export type Problem = 'notNumber' | 'otherUnit' | 'unitUnknown' | 'tooManyDecimals' | 'tooSmall' | 'tooLarge';
export interface Reading {
  /** The meaning of the separator in this reading. */
  kind: 'grouped' | 'decimal';
  number: Decimal;
  problem: Problem | null;
}
export type Checked =
  | { kind: 'empty' }
  /** `value` is in the field's smallest unit. */
  | { kind: 'value'; value: number }
  | { kind: 'ambiguous'; readings: [Reading, Reading]; point: Point }
  | { kind: 'problem'; problem: Problem };

function scaled({ negative, whole, fraction }: Decimal, decimals: number): number | null {
  if (fraction.length > decimals) return null;
  const value = Number(whole + fraction.padEnd(decimals, '0'));
  return negative ? -value : value;
}

function judge(number: Decimal, { decimals, min, max }: NumberRule): { value: number } | { problem: Problem } {
  const value = scaled(number, decimals);
  if (value === null) return { problem: 'tooManyDecimals' };
  if (value < min) return { problem: 'tooSmall' };
  return value > max ? { problem: 'tooLarge' } : { value };
}

/** The common case, for every keystroke and every line. */
const PLAIN = /^\d{1,15}$/;

export function checkNumber(text: string, rule: NumberRule): Checked {
  if (text === '') return { kind: 'empty' };
  if (PLAIN.test(text)) {
    const value = Number(text) * 10 ** rule.decimals;
    if (value >= rule.min && value <= rule.max) return { kind: 'value', value };
  }
  const parsed = parseNumber(text, acceptedUnit(rule));
  if (parsed.kind === 'empty') return parsed;
  if (parsed.kind === 'notNumber') return { kind: 'problem', problem: 'notNumber' };
  if (parsed.kind === 'otherUnit') {
    return { kind: 'problem', problem: rule.accepts === null ? 'unitUnknown' : 'otherUnit' };
  }
  if (parsed.kind === 'number') {
    const judged = judge(parsed.number, rule);
    return 'value' in judged ? { kind: 'value', ...judged } : { kind: 'problem', ...judged };
  }
  const { point } = parsed;
  const reading = (kind: Reading['kind']): Reading => {
    const number = parsed[kind];
    const judged = judge(number, rule);
    return { kind, number, problem: 'problem' in judged ? judged.problem : null };
  };
  const readings: [Reading, Reading] = [reading('grouped'), reading('decimal')];
  // If neither reading is possible there is nothing to ask.
  if (readings.every(({ problem }) => problem !== null)) {
    return { kind: 'problem', problem: readings[1].problem ?? 'notNumber' };
  }
  return { kind: 'ambiguous', readings, point };
}

/** The number changed by a step, within the limits; a step smaller than the precision is none. */
export function stepped(from: number, by: number, { min, max }: NumberRule): number {
  const next = from + by;
  if (next < min && from >= min && min > 0) return from;
  return Math.min(max, Math.max(min, next));
}

/** A value of the smallest unit as a field shows it: without thousands separators, and without zeros at its end. */
export const formatValue = (value: number, decimals: number, locale: string): string =>
  new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: decimals }).format(value / 10 ** decimals);

/** A value as text that has this one reading, to be kept as if it had been typed. A field shows it as `formatValue` does. */
export function textOfValue(value: number, decimals: number, locale: string): string {
  const text = formatValue(value, decimals, locale);
  if (decimals < GROUP_DIGITS) return text;
  const parsed = parseNumber(text);
  return parsed.kind === 'ambiguous' ? textOf(parsed.decimal, locale) : text;
}

/**
 * A reading to choose, unmistakable: grouped in no locale, and with the point or comma that was typed. "2,500" as the name of
 * a reading of "2.500" is as ambiguous as what it explains.
 */
export function readingText({ negative, whole, fraction }: Decimal, point: Point): string {
  return `${negative ? '\u2212' : ''}${whole}${fraction === '' ? '' : `${point}${fraction}`}`;
}

/** The text that has this one reading, for putting a chosen one back into the field. */
export function textOf({ negative, whole, fraction }: Decimal, locale: string): string {
  const point = new Intl.NumberFormat(locale).formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.';
  // A fourth decimal takes the second reading away: 2.5000 cannot be two thousand five hundred.
  const decimals = fraction.length === GROUP_DIGITS ? `${fraction}0` : fraction;
  return `${negative ? '-' : ''}${whole}${decimals === '' ? '' : `${point}${decimals}`}`;
}
