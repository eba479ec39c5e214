import { WHOLE_BP } from '@marginiq/domain/money';
import type { CsvFile, Row } from './csv.ts';
import type { Problems } from './problem.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;

/** Digits of a decimal number as text, cut to whole units of 10^-places. Exact: no float is ever made. */
export function decimalToInteger(text: string, places: number): bigint | null {
  const match = /^([+-]?)(\d{1,15})(?:\.(\d+))?$/.exec(text);
  if (match === null) return null;
  const [, sign, whole = '', fraction = ''] = match;
  const kept = fraction.slice(0, places).padEnd(places, '0');
  const rest = fraction.slice(places);
  const up = rest !== '' && rest >= '5' ? 1n : 0n;
  const magnitude = BigInt(whole + kept) + up;
  return sign === '-' ? -magnitude : magnitude;
}

/** Reads the fields of one row, noting what does not fit. A field that does not fit reads as its fallback. */
export class Fields {
  readonly #file: CsvFile;
  readonly #row: Row;
  readonly #problems: Problems;
  ok = true;

  constructor(file: CsvFile, row: Row, problems: Problems) {
    this.#file = file;
    this.#row = row;
    this.#problems = problems;
  }

  fail(column: string, reason: string): void {
    this.ok = false;
    this.#problems.add({
      file: this.#file.name,
      line: this.#row.line,
      column,
      value: this.#row.get(column).slice(0, 80),
      reason,
    });
  }

  text(column: string, { max, required = false }: { max: number; required?: boolean }): string {
    const value = this.#row.get(column);
    if (required && value === '') this.fail(column, 'is missing');
    if (value.length > max) this.fail(column, `is longer than ${max} characters`);
    if (CONTROL.test(value)) this.fail(column, 'has control characters');
    return value;
  }

  #decimal(column: string, text: string, places: number): bigint | null {
    const plain = this.#file.decimalComma ? text.replace(',', '.') : text;
    const value = decimalToInteger(plain, places);
    if (value === null)
      this.fail(column, `is not a number; write it as ${this.#file.decimalComma ? '1234,50' : '1234.50'}`);
    return value;
  }

  /** @param digits behind the point of the currency */
  money(column: string, digits: number): number {
    const text = this.text(column, { max: 40, required: true });
    if (text === '') return 0;
    const minor = this.#decimal(column, text, digits);
    if (minor === null) return 0;
    if (minor < 0n) this.fail(column, 'is negative');
    if (minor > 1_000_000_000_000n) this.fail(column, 'is larger than MarginIQ counts');
    return Number(minor);
  }

  whole(column: string, { min, max }: { min: number; max: number }): number {
    const text = this.text(column, { max: 40, required: true });
    if (text === '') return min;
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max)
      this.fail(column, `is not a whole number from ${min} to ${max}`);
    return value;
  }

  /** `0.15` or `15%`, as basis points; empty is none. */
  share(column: string): number {
    const text = this.text(column, { max: 40 });
    if (text === '') return 0;
    const percent = text.endsWith('%');
    const value = this.#decimal(column, percent ? text.slice(0, -1).trim() : text, percent ? 2 : 4);
    if (value === null) return 0;
    if (value < 0n || value > BigInt(WHOLE_BP)) {
      this.fail(column, 'is not between 0 and 100 %; write 15 % as 0.15 or 15%');
      return 0;
    }
    return Number(value);
  }

  /** `1996-07-04`, with or without a time, read as UTC. */
  date(column: string): string {
    const text = this.text(column, { max: 40, required: true });
    const match = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)Z?)?$/.exec(text);
    const time = match === null ? Number.NaN : Date.parse(`${match[1]}T${match[2] ?? '00:00:00'}Z`);
    // 2023-02-31 would roll over into March without a word.
    if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== match?.[1]) {
      if (text !== '') this.fail(column, 'is not a date; write it as 2026-01-31');
      return '1970-01-01T00:00:00.000Z';
    }
    return new Date(time).toISOString();
  }

  flag(column: string): boolean {
    const text = this.text(column, { max: 10 }).toLowerCase();
    if (['1', 'true', 'yes'].includes(text)) return true;
    if (!['', '0', 'false', 'no'].includes(text)) this.fail(column, 'is not yes or no');
    return false;
  }

  oneOf<const T extends string>(column: string, allowed: readonly T[], fallback: T): T {
    const text = this.text(column, { max: 40 });
    if (text === '') return fallback;
    const found = allowed.find((one) => one.toLowerCase() === text.toLowerCase());
    if (found === undefined) this.fail(column, `is none of ${allowed.join(', ')}`);
    return found ?? fallback;
  }
}
