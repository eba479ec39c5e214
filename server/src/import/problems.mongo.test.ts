import { afterAll, expect, it } from 'vitest';
import { ImportDatabase } from '../testing/import-world.ts';
import { problemsCsv, reportLines } from './print-report.ts';

const database = await ImportDatabase.create();
afterAll(() => database[Symbol.asyncDispose]());

const FILES = {
  customers: 'code,name,class,owner\nX1,First,Z,8\nX2,,A,\n',
  products: 'sku,name,category,listPrice,cost\nY1,Thing,x,0.001,1\n',
  deals: 'deal,customer,date,salesperson\nD1,X1,2025-02-31,7\nD2,X2,2025-01-01,Anna\nD3,X9,2025-01-01,Anna\n',
  dealLines: 'deal,sku,quantity,unitPrice\nD1,Y1,1,1\nD2,Y1,0,1\nD3,Y9,1,1\nD9,Y1,1,1\n',
};
const places = (problems: readonly { file: string; line: number; column: string | null }[]) =>
  problems.map(({ file, line, column }) => `${file} ${line} ${column ?? '-'}`);

it('all faults of all files are reported at once, in the order of the files, and none that merely follows from another', async () => {
  const world = await database.world();
  const before = await world.dump();
  const report = await world.run(FILES);
  expect(places(report.problems)).toEqual([
    'customers.csv 2 class',
    'customers.csv 2 owner',
    'customers.csv 3 name',
    'products.csv 2 listPrice',
    'deals.csv 2 date',
    'deals.csv 2 salesperson',
    'deals.csv 4 customer',
    'dealLines.csv 3 quantity',
    'dealLines.csv 4 sku',
    'dealLines.csv 5 deal',
  ]);
  expect(await world.dump()).toBe(before);

  const lines = reportLines(report);
  // Nothing was imported, so nothing is new.
  expect(lines.filter((line) => / new, /.test(line) && !/ would be /.test(line))).toEqual([]);
  expect(lines).toContain('products.csv: read as utf-8, commas, decimal point');
  expect(lines).toContain('Problems; nothing was imported (10):');
  expect(lines).toContain('  customers.csv line 2, class: "Z" is none of A, B, C');
});

it('a file that cannot be read does not make every row that refers to it look wrong', async () => {
  const world = await database.world();
  const report = await world.run({ ...FILES, customers: 'wrong,header\n1,2\n', products: '' });
  expect(places(report.problems)).toEqual([
    'customers.csv 1 code',
    'products.csv 1 -',
    'deals.csv 2 date',
    'deals.csv 2 salesperson',
    'dealLines.csv 3 quantity',
    'dealLines.csv 5 deal',
  ]);
});

it('a list of problems opens in a spreadsheet as it is, without computing anything', () => {
  const about = { file: 'a.csv', line: 2, column: null, value: '=1+1', reason: 'is "odd"' };
  const csv = problemsCsv({
    problems: [about],
    notes: [{ ...about, line: 3 }],
    kept: [{ ...about, column: 'owner' }],
    unlisted: { problems: 0, notes: 0, kept: 0 },
  });
  const rows = [
    '"kind","file","line","column","value","reason"',
    '"problem","a.csv","2","","\'=1+1","is ""odd"""',
    '"note","a.csv","3","","\'=1+1","is ""odd"""',
    '"kept","a.csv","2","owner","\'=1+1","is ""odd"""',
  ];
  expect(csv).toBe(`\uFEFF${rows.join('\r\n')}\r\n`);
});

it('notes that the terminal cuts short are all in the file of problems', async () => {
  const world = await database.world();
  const codes = Array.from({ length: 25 }, (_, at) => `c-${at}`);
  const file = (spell: (code: string) => string) => `code,name\n${codes.map((code) => `${spell(code)},N\n`).join('')}`;
  await world.run({ customers: file((code) => code) });
  const report = await world.run({ customers: file((code) => code.toUpperCase()) });
  expect(reportLines(report)).toContain('  and 5 more; --problems <file> writes them all');
  expect(problemsCsv(report).match(/"note","customers.csv"/g)).toHaveLength(25);
});
