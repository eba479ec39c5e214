import { MAX_PRICE_MINOR } from '@marginiq/contract/limits';
import { WHOLE_BP } from '@marginiq/domain/money';
import { TABLE_WORDS } from '../words/table-words.ts';
import type { Row } from './csv.ts';
import { readDate } from './dates.ts';
import type { DateOrder, DiscountUnit } from './file-format.ts';
import { type Digits, type NumberFormat, readDigits, toUnits, whyNoNumber } from './numbers.ts';
import type { Problems } from './problem.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/;
/** What spreadsheets show instead of a value that they could not compute, in the languages they write it in. */
const SPREADSHEET_ERROR =
  /^#(N\/A|NV|N\/D|REF!|BEZUG!|VALUE!|WERT!|VALEUR!|DIV\/0!|NAME\?|NOM\?|NUM!|ZAHL!|NOMBRE!|NULL!|SPILL!|CALC!|#+)$/i;
/** `4,00639E+12`: a spreadsheet's damage of an article number. Its last digits are lost. */
const SHORTENED = /^\d+([.,]\d+)?E\+\d+$/i;

/** How the cells of a file are read. `open`: it could not be settled, and that has been said once for the file. */
export interface CellFormat {
  numbers: NumberFormat | 'open';
  dates: DateOrder | null | 'open';
  now: string;
}

interface Source {
  file: string;
  row: Row;
  format: CellFormat;
  problems: Problems;
}

/**
 * Reads the fields of one row, noting what does not fit. A column that is absent, a blank cell and a cell that does not fit
 * all read as undefined: none of them is a value.
 */
export class Fields {
  readonly #source: Source;
  ok = true;

  constructor(source: Source) {
    this.#source = source;
  }

  get line(): number {
    return this.#source.row.line;
  }

  fail(column: string, reason: string): undefined {
    const { file, row, problems } = this.#source;
    this.ok = false;
    problems.add({ file, line: row.line, column, value: row.get(column).slice(0, 80), reason });
  }

  text(column: string, max: number): string | undefined {
    const value = this.#source.row.get(column).normalize('NFC');
    if (value === '') return undefined;
    if (value.length > max) return this.fail(column, TABLE_WORDS.tooLong(max));
    if (CONTROL.test(value)) return this.fail(column, TABLE_WORDS.controlCharacters);
    if (value.includes('\uFFFD')) return this.fail(column, TABLE_WORDS.damagedCharacter);
    if (SPREADSHEET_ERROR.test(value)) return this.fail(column, TABLE_WORDS.spreadsheetError);
    return value;
  }

  /** The key by which this row, or another one, is known. Empty if there is no usable one. */
  key(column: string, max: number): string {
    const value = this.optionalKey(column, max);
    if (value === undefined && this.#source.row.get(column) === '') this.fail(column, 'is missing');
    return value ?? '';
  }

  optionalKey(column: string, max: number): string | undefined {
    const value = this.text(column, max);
    if (value === undefined || !SHORTENED.test(value)) return value;
    const format = TABLE_WORDS.useTextFormat;
    return this.fail(column, TABLE_WORDS.shortenedText(format));
  }

  #digits(column: string, text: string): Digits | undefined {
    const { numbers } = this.#source.format;
    if (numbers !== 'open') {
      const digits = readDigits(text, numbers.decimal ?? '.');
      const apart = digits?.thousands ?? null;
      if (digits === null) return this.fail(column, whyNoNumber(text, numbers));
      if (apart === null || apart === numbers.thousands) return digits;
      return this.fail(column, TABLE_WORDS.otherThousands);
    }
    const [point, comma] = [readDigits(text, '.'), readDigits(text, ',')];
    if (point === null && comma === null)
      return this.fail(column, whyNoNumber(text, { decimal: null, thousands: null }));
    if (point?.whole === comma?.whole && point?.fraction === comma?.fraction) return point ?? undefined;
    // Said once for the file; the row cannot be used.
    this.ok = false;
    return undefined;
  }

  /** Minor units. Finer than the currency's digits is refused: a price is never rounded. */
  money(column: string, digits: number): number | undefined {
    const text = this.text(column, 40);
    const number = text === undefined ? undefined : this.#digits(column, text);
    if (number === undefined) return undefined;
    const minor = toUnits(number, digits);
    if (minor === null) return this.fail(column, TABLE_WORDS.priceTooFine(digits));
    if (minor < 0n) return this.fail(column, 'is negative');
    if (minor > BigInt(MAX_PRICE_MINOR)) return this.fail(column, TABLE_WORDS.tooLarge);
    return Number(minor);
  }

  /** A quantity, in thousandths. Less than nothing is a return. */
  thousandths(column: string, max: number): number | undefined {
    const text = this.text(column, 40);
    const number = text === undefined ? undefined : this.#digits(column, text);
    if (number === undefined) return undefined;
    const value = toUnits(number, 3);
    if (value === null) return this.fail(column, TABLE_WORDS.quantityTooFine);
    if (value === 0n) return this.fail(column, TABLE_WORDS.noQuantity);
    const most = BigInt(max) * 1_000n;
    if (value > most || value < -most) return this.fail(column, TABLE_WORDS.aboveMost(max));
    return Number(value);
  }

  /** Basis points; below 0 it was sold above list. A percent sign in the cell counts before the unit of the column. */
  share(column: string, unit: DiscountUnit | null | 'open'): number | undefined {
    const text = this.text(column, 40);
    if (text === undefined) return undefined;
    const hasSign = text.endsWith('%');
    const number = this.#digits(column, hasSign ? text.slice(0, -1).trim() : text);
    if (number === undefined) return undefined;
    const isNothing = !/[1-9]/.test(number.whole + number.fraction);
    if (!hasSign && unit === 'open' && !isNothing) {
      this.ok = false;
      return undefined;
    }
    const bp = toUnits(number, hasSign || unit === 'percent' ? 2 : 4);
    if (bp === null) return this.fail(column, TABLE_WORDS.discountTooFine);
    if (bp < -BigInt(WHOLE_BP) || bp > BigInt(WHOLE_BP)) {
      const written = hasSign || unit === 'percent' ? 'percent' : 'a share';
      return this.fail(column, TABLE_WORDS.discountOutOfRange(written));
    }
    return Number(bp);
  }

  /** An instant. */
  date(column: string): string | undefined {
    const text = this.text(column, 40);
    if (text === undefined) return undefined;
    const { dates: order, now } = this.#source.format;
    const { at, reason } = readDate(text, { order, now });
    if (reason !== undefined) return this.fail(column, reason);
    if (at !== null && at !== undefined) return at;
    this.ok = false;
    return undefined;
  }

  flag(column: string): boolean | undefined {
    const text = this.text(column, 10)?.toLowerCase();
    if (text === undefined) return undefined;
    if (['1', 'true', 'yes'].includes(text)) return true;
    if (['0', 'false', 'no'].includes(text)) return false;
    return this.fail(column, TABLE_WORDS.noYesOrNo);
  }

  oneOf<const T extends string>(column: string, allowed: readonly T[]): T | undefined {
    const text = this.text(column, 40);
    if (text === undefined) return undefined;
    const found = allowed.find((one) => one.toLowerCase() === text.toLowerCase());
    return found ?? this.fail(column, TABLE_WORDS.isNoneOf(allowed.join(', ')));
  }
}
