import type { StatedFormat } from '../import/file-format.ts';
import { Problems } from '../import/problem.ts';
import type { ReadContext } from '../import/read-table.ts';
import { readCustomers, readDealLines, readDeals, readProducts } from '../import/rows.ts';

export const bytes = (text: string) => new TextEncoder().encode(text);
const file = (text: string | Uint8Array, stated: StatedFormat = {}) => ({
  name: 'file.csv',
  content: typeof text === 'string' ? bytes(text) : text,
  stated,
});

type File = ReturnType<typeof file>;

/** The rows that a text is read into, and in words what was found wrong with it. */
function reading<T>(read: (given: File, context: ReadContext) => T, given: File) {
  const problems = new Problems();
  const table = read(given, { problems, now: '2026-06-01T12:00:00.000Z', keysAsWritten: false });
  const words = (found: typeof problems.found) =>
    found.map(({ line, column, reason }) => `${line} ${column ?? '-'}: ${reason}`);
  return { ...table, problems: words(problems.found), notes: words(problems.notes) };
}

export const customers = (text: string | Uint8Array, stated?: StatedFormat) =>
  reading(readCustomers, file(text, stated));
export const products = (text: string | Uint8Array, stated?: StatedFormat, digits = 2) =>
  reading((given, context) => readProducts(given, context, { digits, categories: null }), file(text, stated));
export const lines = (text: string, stated?: StatedFormat) =>
  reading((given, context) => readDealLines(given, context, 2), file(text, stated));
export const deals = (text: string, stated?: StatedFormat) => reading(readDeals, file(text, stated));
