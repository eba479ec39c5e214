import { CsvError, parse } from 'csv-parse/sync';
import type { Problems } from './problem.ts';

/** One row of a file, with access to its fields by the name that this program gives them. */
export interface Row {
  line: number;
  get: (column: string) => string;
}

export interface CsvFile {
  /** As shown in problems. */
  name: string;
  /** The columns that were found, by the names that this program gives them. */
  columns: ReadonlySet<string>;
  /** Headers that mean nothing here. */
  ignored: string[];
  rows: Row[];
  /** Lines whose unquoted commas were taken for text, so that a person can look at them. */
  mended: number[];
  /** Files with semicolons come from places that write 1,50. */
  decimalComma: boolean;
}

/** By name in this program: the headers under which a column may come, compared without case, spaces and `_`. */
export type Columns = Record<string, { headers: readonly string[]; required?: boolean }>;

export const MAX_ROWS = 50_000;

const key = (header: string) => header.trim().toLowerCase().replaceAll(/[\s_]/g, '');

function decode(name: string, content: Uint8Array, problems: Problems): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    const valid = new TextDecoder('utf-8').decode(content);
    const line = valid.slice(0, valid.indexOf('\uFFFD')).split('\n').length;
    problems.add({ file: name, line, column: null, value: null, reason: 'is not UTF-8; save the file as CSV UTF-8' });
    return null;
  }
}

/** The separator that the header has more of, outside of quotes. */
function delimiterOf(text: string): ',' | ';' {
  const header = (text.split('\n', 1)[0] ?? '').replaceAll(/"[^"]*"/g, '');
  return header.split(';').length > header.split(',').length ? ';' : ',';
}

interface Parsed {
  record: string[];
  raw: string;
  info: { lines: number };
}

function records(name: string, text: string, problems: Problems): Parsed[] {
  try {
    const options = {
      delimiter: delimiterOf(text),
      bom: true,
      info: true,
      raw: true,
      relax_column_count: true,
      skip_empty_lines: true,
    };
    return parse(text, options) as unknown as Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? error.lines : 1;
    const reason = `cannot be read as CSV from here: ${error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'a quote is never closed' : error.message}`;
    problems.add({ file: name, line, column: null, value: null, reason });
    return [];
  }
}

const blank = (value: string) => (value.trim().toUpperCase() === 'NULL' ? '' : value.trim());

/**
 * Mends a row that has too many fields: a comma with a blank behind it ("12, rue des Bouchers") is taken for text that
 * somebody forgot to quote. Used only where the row then fits its header exactly.
 */
function joinSpaced(record: readonly string[]): string[] {
  const joined: string[] = [];
  for (const field of record) {
    const before = joined.length - 1;
    if (field.startsWith(' ') && before >= 0) joined[before] = `${joined[before]},${field}`;
    else joined.push(field);
  }
  return joined;
}

/**
 * Reads a CSV file: commas or semicolons, quotes, any line ends, a byte order mark, `NULL` for nothing.
 * @returns null when it cannot be read at all; why stands in `problems`
 */
export function readCsv(
  name: string,
  content: Uint8Array,
  { columns, problems }: { columns: Columns; problems: Problems },
): CsvFile | null {
  const text = decode(name, content, problems);
  if (text === null) return null;
  const before = problems.found.length;
  const [head, ...body] = records(name, text, problems);
  if (problems.found.length > before) return null;
  const at = (reason: string, column: string | null = null) =>
    problems.add({ file: name, line: 1, column, value: null, reason });
  if (head === undefined) {
    at('the file is empty');
    return null;
  }
  if (body.length > MAX_ROWS) {
    at(`has ${body.length} rows; at most ${MAX_ROWS} go into one import. Split the file`);
    return null;
  }
  const headers = head.record.map(key);
  const found = new Map<string, number>();
  for (const [column, { headers: names, required }] of Object.entries(columns)) {
    const accepted = new Set(names.map(key));
    const index = headers.findIndex((header) => accepted.has(header));
    if (index >= 0) found.set(column, index);
    else if (required) at(`the column is missing; it may be called ${names.join(' or ')}`, column);
  }
  if (problems.found.length > before) return null;
  const used = new Set(found.values());
  const mended: number[] = [];
  const rows = body.flatMap(({ record, raw, info }): Row[] => {
    const line = info.lines - (raw.trimEnd().split('\n').length - 1);
    const fields = record.length > head.record.length ? joinSpaced(record) : record;
    if (fields.length !== head.record.length) {
      const reason = `has ${record.length} fields where the header has ${head.record.length}`;
      problems.add({ file: name, line, column: null, value: null, reason });
      return [];
    }
    if (fields !== record) mended.push(line);
    const get = (column: string) => {
      const index = found.get(column);
      return index === undefined ? '' : blank(fields[index] ?? '');
    };
    return [{ line, get }];
  });
  return {
    name,
    columns: new Set(found.keys()),
    ignored: head.record.filter((_, index) => !used.has(index)),
    rows,
    mended,
    decimalComma: delimiterOf(text) === ';',
  };
}
