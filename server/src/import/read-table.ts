import { TABLE_WORDS } from '../words/table-words.ts';
import { DATE_COLUMN, NUMBER_COLUMNS } from './columns.ts';
import { type Columns, type CsvFile, readCsv } from './csv.ts';
import { recogniseDates } from './dates.ts';
import { Fields } from './fields.ts';
import type { DiscountUnit, FileFormat, StatedFormat } from './file-format.ts';
import { type OnProgress, rowCounter } from './import-progress.ts';
import { foldKey, withoutZeros } from './keys.ts';
import { type Cell, recogniseNumbers } from './numbers.ts';
import type { Problems } from './problem.ts';

/** A file as it was handed in. */
export interface ImportFile {
  name: string;
  content: Uint8Array;
  /** What is known about its format. */
  stated?: StatedFormat;
}

export interface ReadContext {
  problems: Problems;
  now: string;
  /** Keys that differ in leading zeros alone are two keys. */
  keysAsWritten: boolean;
  onProgress?: OnProgress | undefined;
}

export interface Table<T> {
  file: string;
  /** Null: the file could not be read as a table. */
  format: FileFormat | null;
  columns: ReadonlySet<string>;
  rows: T[];
  /** Rows with a problem: what refers to them is not reported as dangling. */
  faulty: T[];
  ignored: string[];
  mended: number[];
}

function cellsOf(csv: CsvFile, columns: readonly string[]): Iterable<Cell> {
  const present = columns.filter((column) => csv.columns.has(column));
  return {
    *[Symbol.iterator]() {
      for (const { line, get } of csv.rows) {
        for (const column of present) {
          const text = get(column).replace(/\s*%$/, '');
          if (text !== '') yield { line, column, text };
        }
      }
    },
  };
}

const DISCOUNTS = ['discount', 'discountPercent', 'discountShare'] as const;

/** The unit of discounts: stated by the header, or by the person who imports. A number alone never does. */
function discountUnit(
  csv: CsvFile,
  stated: DiscountUnit | undefined,
  problems: Problems,
): DiscountUnit | null | 'open' {
  const [column, second] = DISCOUNTS.filter((one) => csv.columns.has(one));
  const about = { file: csv.name, column: 'discount' };
  if (second !== undefined) {
    const reason = TABLE_WORDS.twoDiscountColumns(second);
    problems.add({ ...about, line: 1, value: column ?? null, reason });
    return 'open';
  }
  if (column === 'discountPercent') return 'percent';
  if (column === 'discountShare') return 'share';
  if (column === undefined) return null;
  if (stated !== undefined) return stated;
  for (const { line, get } of csv.rows) {
    const value = get('discount');
    if (!/[1-9]/.test(value) || value.endsWith('%')) continue;
    const reason = TABLE_WORDS.ambiguousDiscount;
    problems.add({ ...about, line, value, reason });
    return 'open';
  }
  return null;
}

/** A second row of the same key is a problem, unless it is the same row again. */
class Uniqueness<T extends { line: number }> {
  readonly #rows = new Map<string, T>();
  readonly #zeros = new Map<string, T>();
  readonly #keyOf: (row: T) => string;
  readonly #context: ReadContext & { file: string };

  constructor(keyOf: (row: T) => string, context: ReadContext & { file: string }) {
    this.#keyOf = keyOf;
    this.#context = context;
  }

  /** @returns false if the row is not to be used */
  add(row: T): boolean {
    const { file, problems, keysAsWritten } = this.#context;
    const { line } = row;
    const key = this.#keyOf(row);
    const about = { file, line, column: null, value: key };
    const folded = foldKey(key);
    const before = this.#rows.get(folded);
    if (before !== undefined) {
      if (textOf(before) === textOf(row)) {
        problems.note({ ...about, reason: TABLE_WORDS.sameRow(before.line) });
      } else {
        const spelled = this.#keyOf(before);
        const as = spelled === key ? '' : TABLE_WORDS.whereSpelled(spelled);
        problems.add({ ...about, reason: TABLE_WORDS.repeatsLine(before.line, as) });
      }
      return false;
    }
    const other = keysAsWritten ? undefined : this.#zeros.get(withoutZeros(folded));
    if (other !== undefined) {
      const reason = TABLE_WORDS.differsInZeros(this.#keyOf(other), other.line);
      problems.add({ ...about, reason: TABLE_WORDS.correctKeys(reason) });
      return false;
    }
    this.#rows.set(folded, row);
    if (!keysAsWritten) this.#zeros.set(withoutZeros(folded), row);
    return true;
  }
}

/** A row's values. An array without field names, because a file has hundreds of thousands of rows. */
const textOf = <T extends { line: number }>(row: T) => JSON.stringify(Object.values({ ...row, line: 0 }));

/** Rows that no key tells apart: each counts, and one that comes again may have been sold again. It is pointed out. */
class Repetitions<T extends { line: number }> {
  readonly #lines = new Map<string, number>();
  readonly #about: { file: string; problems: Problems };

  constructor(about: { file: string; problems: Problems }) {
    this.#about = about;
  }

  add(row: T): true {
    const text = textOf(row);
    const first = this.#lines.get(text);
    if (first === undefined) this.#lines.set(text, row.line);
    else {
      const reason = TABLE_WORDS.sameLine(first);
      this.#about.problems.note({ file: this.#about.file, line: row.line, column: null, value: null, reason });
    }
    return true;
  }
}

interface Reading<T> {
  columns: Columns;
  toRow: (fields: Fields, units: { discounts: DiscountUnit | null | 'open' }) => T;
  /** The key that identifies a row within its file. Null: none, each row counts. */
  keyOf: ((row: T) => string) | null;
}

/** Reads a file whole: every fault of every row is noted. */
export function readTable<T extends { line: number }>(
  { name, content, stated = {} }: ImportFile,
  context: ReadContext,
  { columns, toRow, keyOf }: Reading<T>,
): Table<T> {
  const { problems, now, onProgress } = context;
  const table: Table<T> = {
    file: name,
    format: null,
    columns: new Set(),
    rows: [],
    faulty: [],
    ignored: [],
    mended: [],
  };
  const csv = readCsv(name, content, { columns, problems, stated, onProgress });
  if (csv === null) return table;
  const numbers = recogniseNumbers(name, cellsOf(csv, NUMBER_COLUMNS), { stated, problems });
  const hasDates = csv.columns.has(DATE_COLUMN);
  const dates = hasDates ? recogniseDates(name, cellsOf(csv, [DATE_COLUMN]), { stated: stated.dates, problems }) : null;
  const hasNumbers = NUMBER_COLUMNS.some((column) => csv.columns.has(column));
  const discounts = discountUnit(csv, stated.discounts, problems);
  const unique = keyOf === null ? null : new Uniqueness<T>(keyOf, { ...context, file: name });
  const repetitions = new Repetitions<T>({ file: name, problems });
  const format = { numbers: numbers ?? ('open' as const), dates, now };
  const of = csv.rowCount;
  const onRow = rowCounter((done) => onProgress?.({ stage: 'reading', turn: 'own', file: name, done, of }), of);
  for (const row of csv.lastRows()) {
    onRow();
    const fields = new Fields({ file: name, row, format, problems });
    const read = toRow(fields, { discounts });
    if (!fields.ok) table.faulty.push(read);
    else if ((unique ?? repetitions).add(read)) table.rows.push(read);
  }
  return {
    ...table,
    format: {
      ...csv.format,
      decimal: hasNumbers ? (numbers?.decimal ?? null) : null,
      thousands: hasNumbers ? (numbers?.thousands ?? null) : null,
      dates: dates === 'open' ? null : dates,
      discounts: discounts === 'open' ? null : discounts,
    },
    columns: csv.columns,
    ignored: csv.ignored,
    mended: csv.mended,
  };
}
