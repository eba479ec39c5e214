import { expect, it } from 'vitest';
import { MAX_ROWS } from './csv.ts';
import { type ImportFiles, readFiles } from './import-files.ts';
import { problemsCsv } from './print-report.ts';
import { MAX_LISTED, NO_FILE, Problems } from './problem.ts';

const read = (texts: Partial<Record<keyof ImportFiles, string>>) => {
  const files = Object.fromEntries(
    Object.entries(texts).map(([kind, text]) => [kind, { name: kind, content: new TextEncoder().encode(text) }]),
  );
  return readFiles(files, { digits: 2, now: '2026-01-01T00:00:00.000Z', keysAsWritten: false });
};
const codes = (count: number) => `code\n${Array.from({ length: count }, (_, index) => `C${index}\n`).join('')}`;

it('an import reads a file of half a million rows, and refuses a longer one by name', () => {
  expect(MAX_ROWS).toBe(500_000);
  const longest = read({ customers: codes(MAX_ROWS) });
  expect(longest.problems.found).toEqual([]);
  expect(longest.customers.rows).toHaveLength(MAX_ROWS);
  const { problems, customers } = read({ customers: codes(MAX_ROWS + 1) });
  expect(problems.found).toMatchObject([
    { file: 'customers', line: 1, reason: expect.stringMatching(/^has 500001 rows; at most 500000 fit/) },
  ]);
  expect(customers.rows).toEqual([]);
});

it('an import lists the first faults of a file in which every row is wrong, and counts the others', () => {
  const rows = Array.from({ length: MAX_LISTED + 50 }, (_, index) => `S${index},x\n`);
  const { problems } = read({ products: `sku,listPrice\n${rows.join('')}`, categories: 'categoryID,nothing\n1,a\n' });
  expect(problems.found).toHaveLength(MAX_LISTED);
  // The file of categories is read first: it lacks a column.
  expect(problems.unlisted).toEqual({ problems: 51, notes: 0, kept: 0 });
  expect(problems.count).toBe(MAX_LISTED + 51);
});

it('a file without a usable header is noticed after more faults than are listed', () => {
  const rows = Array.from({ length: MAX_LISTED + 1 }, (_, index) => `C${index},x\n`);
  const { tables } = read({ customers: `code,blocked\n${rows.join('')}`, products: 'nothing\na\n' });
  expect(tables.products?.format).toBeNull();
});

it('an import says in the file of problems how many more there are', () => {
  const problems = new Problems();
  const about = { file: NO_FILE, line: 1, column: null, value: null, reason: 'is worth a look' };
  for (let count = 0; count < MAX_LISTED + 3; count += 1) problems.note(about);
  const { found, notes, kept, unlisted } = problems;
  const csv = problemsCsv({ problems: found, notes, kept, unlisted });
  expect(csv.trim().split('\r\n').at(-1)).toBe('"note","","0","","","and 3 more"');
});
