import { TABLE_WORDS } from '../words/table-words.ts';
import { type CsvRecord, headerKey, recogniseSeparator, records, splitDeclaration } from './csv-text.ts';
import { decode } from './encoding.ts';
import type { FileFormat, StatedFormat } from './file-format.ts';
import type { OnProgress } from './import-progress.ts';
import type { Problems } from './problem.ts';
import { fitToHeader } from './row-width.ts';

/** One row of a file, with access to its fields by the name that this program gives them. */
export interface Row {
  line: number;
  /** Trimmed; empty if there is no such column, or nothing in it. */
  get: (column: string) => string;
}

export interface CsvFile {
  /** As shown in problems. */
  name: string;
  format: Pick<FileFormat, 'encoding' | 'separator'>;
  /** The columns that were found, by the names that this program gives them. */
  columns: ReadonlySet<string>;
  /** Headers that mean nothing here. */
  ignored: string[];
  /** Made on the way and not kept: may be gone through more than once. */
  rows: Iterable<Row>;
  rowCount: number;
  /**
   * The rows for the last time: each is released as it is returned, because what is made of it takes as much memory again.
   */
  lastRows: () => Iterable<Row>;
  /** Lines whose unquoted commas were taken as text, so that a person can check them. */
  mended: number[];
}

/** By name in this program: the headers under which a column may come, compared without case, spaces, `-` and `_`. */
export type Columns = Record<
  string,
  {
    /** If a file has several of them, the first one in this list counts. */
    headers: readonly string[];
    required?: boolean;
    /** Keys and names: two headers for one is a problem, and `NULL` may be what somebody is called. */
    literal?: boolean;
    /** Two headers for one is a problem, because they may mean two things: `listPrice` beside `unitPrice`. */
    single?: boolean;
    /** What else to do if it is required and missing. */
    otherwise?: string;
  }
>;

export const MAX_ROWS = 500_000;
const NOTHING = 'NULL';

interface Header {
  /** Index of each column that was found. */
  found: Map<string, number>;
  ignored: string[];
}

/** Columns without a name behind it are what a spreadsheet leaves of deleted ones. */
const lastNamed = (fields: readonly string[]) => fields.findLastIndex((header) => header.trim() !== '');

function readHeader(
  { fields, line }: CsvRecord,
  { columns, at }: { columns: Columns; at: (line: number, reason: string, column?: string) => void },
): Header {
  const keys = fields.map(headerKey);
  const found = new Map<string, number>();
  for (const [column, { headers: names, required, literal, single, otherwise = '' }] of Object.entries(columns)) {
    const places = names.map(headerKey).flatMap((name) => keys.flatMap((key, index) => (key === name ? [index] : [])));
    const [first, second] = places;
    if (first === undefined) {
      if (required) at(line, TABLE_WORDS.missingColumn(names.join(' or '), otherwise), column);
      continue;
    }
    if (second !== undefined && (literal || single || keys[first] === keys[second])) {
      const shown = places.map((place) => `"${fields[place]?.trim()}" (column ${place + 1})`);
      at(line, TABLE_WORDS.namedTwice(shown.join(' and ')), column);
      continue;
    }
    found.set(column, first);
  }
  const used = new Set(found.values());
  const shown = (header: string, index: number) =>
    header.trim() === '' ? TABLE_WORDS.column(index + 1) : header.trim();
  const last = lastNamed(fields);
  return {
    found,
    ignored: fields.flatMap((header, index) => (used.has(index) || index > last ? [] : shown(header, index))),
  };
}

const isBlank = ({ fields }: CsvRecord) => fields.every((field) => field.trim() === '');

/** Whether the file writes a word where it has nothing: somewhere that is neither a key nor a name, and without quotes. */
function usesWord(word: string, body: readonly CsvRecord[], literal: ReadonlySet<number>): boolean {
  return body.some(({ fields, quoted }) =>
    fields.some((field, index) => field.trim() === word && !literal.has(index) && quoted[index] !== true),
  );
}

/**
 * Reads a CSV file: its encoding and separator are detected or given, quotes and all line ends are understood, and
 * whatever is not a row (blank lines, rows of separators, a repeated header) is left out.
 *
 * @returns null if it cannot be read at all; `problems` says why
 */
export function readCsv(
  name: string,
  content: Uint8Array,
  {
    columns,
    problems,
    stated = {},
    onProgress,
  }: { columns: Columns; problems: Problems; stated?: StatedFormat; onProgress?: OnProgress | undefined },
): CsvFile | null {
  const decoded = decode({ name, content }, { stated: stated.encoding, problems });
  if (decoded === null) return null;
  const before = problems.count;
  const { declared, rest, lines } = splitDeclaration(decoded.text);
  const known = new Set(Object.values(columns).flatMap(({ headers }) => headers.map(headerKey)));
  const separator = stated.separator ?? declared ?? recogniseSeparator(rest, known);
  const [head, ...all] = records(rest, { name, separator, lines, problems, onProgress }).filter(
    (record) => !isBlank(record),
  );
  const at = (line: number, reason: string, column: string | null = null) =>
    problems.add({ file: name, line, column, value: null, reason });
  if (head === undefined) {
    if (problems.count === before) at(1, TABLE_WORDS.emptyFile);
    return null;
  }
  if (all.length > MAX_ROWS) {
    at(1, TABLE_WORDS.tooManyRows(all.length, MAX_ROWS));
    return null;
  }
  const faults = problems.count;
  const { found, ignored } = readHeader(head, { columns, at });
  if (problems.count > faults) return null;

  const headerKeys = head.fields.map(headerKey);
  const isHeader = ({ fields }: CsvRecord) =>
    fields.length === headerKeys.length && fields.every((field, index) => headerKey(field) === headerKeys[index]);
  const body = all.filter((record) => {
    if (!isHeader(record)) return true;
    problems.note({
      file: name,
      line: record.line,
      column: null,
      value: null,
      reason: TABLE_WORDS.headerAgain,
    });
    return false;
  });
  const used = new Set(found.values());
  const width = { named: lastNamed(head.fields) + 1, header: head.fields.length };
  const { fitting, mended } = fitToHeader(body, { width, used, at });
  const word = stated.nothing ?? NOTHING;
  const literal = new Set([...found].flatMap(([column, index]) => (columns[column]?.literal ? [index] : [])));
  const wordIsNothing = word !== '' && usesWord(word, fitting, literal);
  const isBareWord = ({ fields, quoted }: CsvRecord, index: number) =>
    quoted[index] !== true && fields[index]?.trim() === word;
  for (const record of wordIsNothing ? fitting : []) {
    for (const [column, index] of found) {
      if (!literal.has(index) || !isBareWord(record, index)) continue;
      const reason = TABLE_WORDS.marksEmpty(word);
      at(record.line, TABLE_WORDS.quoteRealName(reason), column);
    }
  }
  const get = (record: CsvRecord, column: string) => {
    const index = found.get(column);
    if (index === undefined || (isBareWord(record, index) && !literal.has(index))) return '';
    return (record.fields[index] ?? '').trim();
  };
  const rowOf = (record: CsvRecord): Row => ({ line: record.line, get: (column) => get(record, column) });
  const rows: Iterable<Row> = {
    *[Symbol.iterator]() {
      for (const record of fitting) yield rowOf(record);
    },
  };
  const rowCount = fitting.length;
  function* lastRows(): Iterable<Row> {
    fitting.reverse();
    for (let record = fitting.pop(); record !== undefined; record = fitting.pop()) yield rowOf(record);
  }
  return {
    name,
    format: { encoding: decoded.encoding, separator },
    columns: new Set(found.keys()),
    ignored,
    rows,
    rowCount,
    lastRows,
    mended,
  };
}
