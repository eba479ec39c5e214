import { TABLE_WORDS } from '../words/table-words.ts';
import type { CsvRecord } from './csv-text.ts';

/**
 * Joins fields at a comma followed by a blank ("12, rue des Bouchers"), if the row then fits its header and no joined
 * field is read by us. Otherwise the comma may just as well be part of a number, and nobody can say where the row went
 * out of step: `1,234.50` without quotes never becomes 234.50.
 */
function joinSpaced(
  { line, fields, quoted }: CsvRecord,
  { width, used }: { width: number; used: ReadonlySet<number> },
): CsvRecord | null {
  const isQuoted: boolean[] = [];
  const joined: CsvRecord = { line, fields: [], quoted: isQuoted };
  const last = Math.max(...used);
  for (const [index, field] of fields.entries()) {
    const before = joined.fields.length - 1;
    if (field.startsWith(' ') && before >= 0) {
      if (used.has(before)) return null;
      joined.fields[before] = `${joined.fields[before]},${field}`;
      continue;
    }
    if (before <= last && isSplitNumber(fields[index - 1], field)) return null;
    joined.fields.push(field);
    isQuoted.push(quoted[index] === true);
  }
  return joined.fields.length === width ? joined : null;
}

/** `1` and `234.50` side by side may be one number that lost its quotes; harmless only behind all that is used. */
const isSplitNumber = (before: string | undefined, field: string) =>
  /^-?\d{1,3}$/.test(before?.trim() ?? '') && /^\d{3}(\.\d+)?$/.test(field.trim());

/** Whether a comma in here may be part of a text or a number. */
const looksTorn = (fields: readonly string[]) =>
  fields.some((field, index) => field.startsWith(' ') || isSplitNumber(fields[index - 1], field));

const blankFrom = (fields: readonly string[], width: number) =>
  fields.slice(width).every((field) => field.trim() === '');

/** Two short rows in a row, alone, that make up one whole: a line end without quotes broke it. */
function isBroken(body: readonly CsvRecord[], index: number, width: number): boolean {
  const short = (at: number) => (body[at]?.fields.length ?? width) < width;
  const length = (at: number) => body[at]?.fields.length ?? 0;
  const pair = (at: number) =>
    short(at) && short(at + 1) && length(at) + length(at + 1) - 1 === width && !short(at - 1) && !short(at + 2);
  return pair(index) || pair(index - 1);
}

/** How many fields rows may have. */
export interface Width {
  /** Up to the last header that has a name. */
  named: number;
  /** As many as the header has, the empty ones of deleted columns among them. */
  header: number;
}

/** The width that all rows have alike, if a separator at the end makes them wider than their header. */
function trailing(body: readonly CsvRecord[], { header }: Width): number {
  const widths = new Set(body.map(({ fields }) => fields.length));
  const [only = header] = widths.size === 1 ? widths : [];
  return Math.max(only, header);
}

/**
 * Rows as wide as their header. A spreadsheet leaves out empty cells at the end of a row, and programs end every row with a
 * separator. Any other difference is a problem of that row: a comma without quotes pushes empty cells behind the header too,
 * and what is in front of them is then in the wrong column.
 */
export function fitToHeader(
  body: readonly CsvRecord[],
  { width, used, at }: { width: Width; used: ReadonlySet<number>; at: (line: number, reason: string) => void },
): { fitting: CsvRecord[]; mended: number[] } {
  const mended: number[] = [];
  const widest = trailing(body, width);
  const fitting = body.flatMap((record, index): CsvRecord[] => {
    const { fields, line } = record;
    const has = TABLE_WORDS.otherWidth(fields.length, width.named);
    if (fields.length < width.named && isBroken(body, index, width.named)) {
      at(line, TABLE_WORDS.brokenRow(has));
      return [];
    }
    const isWider = fields.length > width.header;
    if (fields.length <= widest && blankFrom(fields, width.named) && !(isWider && looksTorn(fields))) return [record];
    const joined = joinSpaced(record, { width: width.header, used });
    if (joined === null || !blankFrom(joined.fields, width.named)) {
      at(line, TABLE_WORDS.needsQuotes(has));
      return [];
    }
    mended.push(line);
    return [joined];
  });
  return { fitting, mended };
}
