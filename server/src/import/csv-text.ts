import { CsvError, parse } from 'csv-parse/sync';
import { TABLE_WORDS } from '../words/table-words.ts';
import type { Separator } from './file-format.ts';
import { type OnProgress, rowCounter } from './import-progress.ts';
import type { Problems } from './problem.ts';

/** One line of the table: its raw fields, and where it begins. */
export interface CsvRecord {
  line: number;
  fields: string[];
  /** Which fields are quoted: distinguishes `NULL` from `"NULL"`. Empty if none is. */
  quoted: readonly boolean[];
}

const SEPARATORS: readonly Separator[] = [',', ';', '\t', '|'];

/** `Customer ID`, `customer_id` and `customerID` are one header. */
export const headerKey = (header: string): string => header.toLowerCase().replaceAll(/[\s_-]/g, '');

/** The line `sep=;` with which some spreadsheets begin a file. It is not part of the table. */
export function splitDeclaration(text: string): { declared: Separator | null; rest: string; lines: number } {
  const [line, sign] = /^"?sep=(.)"?\r?\n/i.exec(text) ?? [];
  const declared = SEPARATORS.find((one) => one === sign) ?? null;
  if (line === undefined || declared === null) return { declared: null, rest: text, lines: 0 };
  return { declared, rest: text.slice(line.length), lines: 1 };
}

const MAX_HEADER = 64 * 1024;

function headersBy(separator: Separator, text: string): string[] {
  try {
    const options = {
      delimiter: separator,
      to: 1,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    };
    const [header] = parse(text.slice(0, MAX_HEADER), options) as string[][];
    return header ?? [];
  } catch {
    return [];
  }
}

/** The separator that gives the first row the most known headers; if there are none, the most fields. */
export function recogniseSeparator(text: string, known: ReadonlySet<string>): Separator {
  const scored = SEPARATORS.map((separator) => {
    const headers = headersBy(separator, text);
    return {
      separator,
      known: headers.filter((header) => known.has(headerKey(header))).length,
      fields: headers.length,
    };
  });
  const [best] = scored.toSorted((a, b) => b.known - a.known || b.fields - a.fields);
  return best?.separator ?? ',';
}

const QUOTE_REASONS: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: TABLE_WORDS.openQuote,
  CSV_INVALID_CLOSING_QUOTE: TABLE_WORDS.textBehindQuote,
  INVALID_OPENING_QUOTE: TABLE_WORDS.quoteInside,
};

const NO_QUOTES: readonly boolean[] = [];

/** A record and the line on which it ends. */
interface Parsed extends CsvRecord {
  lastLine: number;
}

const lineEnds = (fields: readonly string[]) =>
  fields.reduce((sum, field) => sum + (field.includes('\n') ? field.split('\n').length - 1 : 0), 0);

const LONGEST_SHARED = 24;
const MOST_SHARED = 50_000;

/**
 * Gives one string for all cells that say the same. Most columns of a long file hold few different ones (quantities, discounts, keys
 * that come again), and a string of its own for each of millions of cells is most of what reading needs.
 */
function sharing(): (cell: string) => string {
  const known = new Map<string, string>();
  return (cell) => {
    if (cell.length > LONGEST_SHARED) return cell;
    const same = known.get(cell);
    if (same !== undefined) return same;
    if (known.size < MOST_SHARED) known.set(cell, cell);
    return cell;
  };
}

/** Splits the text into records. Rows that cannot be split are problems, and the others are read. */
export function records(
  text: string,
  {
    name,
    separator,
    lines: before,
    problems,
    onProgress,
  }: {
    name: string;
    separator: Separator;
    lines: number;
    problems: Problems;
    onProgress?: OnProgress | undefined;
  },
): CsvRecord[] {
  const faults = new Map<number, { code: string; message: string }>();
  const shared = sharing();
  let quoted: boolean[] | null = null;
  const onRecord = rowCounter((done) => onProgress?.({ stage: 'splitting', turn: 'own', file: name, done, of: null }));
  const options = {
    delimiter: separator,
    cast: (field: string, { quoting, index }: { quoting: boolean; index: number }): string => {
      if (index === 0) quoted = null;
      if (quoting) {
        quoted ??= [];
        quoted[index] = true;
      }
      return shared(field);
    },
    // Everything else that the parser knows of a record is dropped at once: a file has hundreds of thousands of them.
    on_record: (fields: string[], { lines: lastLine }: { lines: number }): Parsed => {
      onRecord();
      // A copy, because what the parser filled cell by cell has room for three times as many.
      const cells = fields.slice();
      return { line: before + lastLine - lineEnds(cells), lastLine, fields: cells, quoted: quoted ?? NO_QUOTES };
    },
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error: CsvError | undefined) => {
      if (!(error instanceof CsvError)) return;
      const line = typeof error.lines === 'number' ? error.lines : 1;
      if (!faults.has(line)) faults.set(line, { code: error.code, message: error.message });
    },
  };
  const parsed = parse(text, options as never) as unknown as Parsed[];
  // Behind a quote that closes too early, or never, rows and fields are no longer what they seem.
  let end = Number.POSITIVE_INFINITY;
  for (const [line, { code, message }] of faults) {
    if (line > end) break;
    const reason = QUOTE_REASONS[code] ?? TABLE_WORDS.noCsv(message);
    // A quote that is never closed is noticed at the end; it opens behind the last row that could be read.
    const opens = code === 'CSV_QUOTE_NOT_CLOSED' ? (parsed.at(-1)?.lastLine ?? 0) + 1 : line;
    problems.add({ file: name, line: before + opens, column: null, value: null, reason });
    if (code !== 'INVALID_OPENING_QUOTE') end = line;
  }
  return end === Number.POSITIVE_INFINITY ? parsed : parsed.filter(({ lastLine }) => lastLine < end);
}
