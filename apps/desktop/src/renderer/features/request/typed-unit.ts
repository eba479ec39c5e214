import { MAX_UNIT } from '@marginiq/contract/limits';
import { isSameUnit } from '@marginiq/contract/units';

/*
 * The unit that people type with a number, as the field or their customer's order shows it: "2.5 kg", "2,5kg",
 * "7 %". Only the unit of the field is read; any other one is refused, and nothing is ever converted.
 */

type IsNumber = (text: string) => boolean;

/** Possible spellings: with points and spaces. */
const MAX_TYPED = 2 * MAX_UNIT;
const DIGIT = /^\d/;
const BEGINS_UNIT = /^[^\s.]/;
const hasWords = (unit: string): boolean => /[\p{L}\p{Nd}]/u.test(unit);

/** Whether "5 100 m" could be 5,100 m as well as five times "100 m". */
function isJoined(number: string, unit: string, isNumber: IsNumber): boolean {
  const [digits = ''] = /^[\d.,']+/.exec(unit) ?? [];
  return !/\s$/.test(number) || isNumber(`${number.trim()} ${digits}`);
}

/** The text without the unit behind its number, or without the sign before or behind it; the same text if it has none. */
export function withoutUnit(text: string, unit: string, isNumber: IsNumber): string {
  if (unit === '') return text;
  if (!hasWords(unit) && text.startsWith(unit)) return text.slice(unit.length).trim();
  for (let at = Math.max(0, text.length - MAX_TYPED); at < text.length; at += 1) {
    const typed = text.slice(at);
    if (!BEGINS_UNIT.test(typed) || !isSameUnit(typed, unit)) continue;
    const number = text.slice(0, at);
    if (DIGIT.test(typed) && isJoined(number, typed, isNumber)) return text;
    // A sign alone is a field that was begun; a word alone is no number.
    return number.trim() === '' && hasWords(unit) ? text : number.trim();
  }
  return text;
}

/** Where a unit can begin: at neither a digit nor a separator of digits. */
const NOT_OF_NUMBER = /[^\d\s.,'’_+\-−–]/;
/** "1e3" and "0x10" are numbers to a program, and "e3" is no unit. */
const AS_PROGRAM = /^[ex]\d/i;

/** Whether the text is a number and then a unit, whichever. */
export function followedByUnit(text: string, isNumber: IsNumber): boolean {
  const at = text.search(NOT_OF_NUMBER);
  if (at <= 0) return false;
  const [number, unit] = [text.slice(0, at), text.slice(at)];
  return isNumber(number.trimEnd()) && !(number === number.trimEnd() && AS_PROGRAM.test(unit));
}
