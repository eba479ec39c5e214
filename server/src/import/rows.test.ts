import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problems } from './problem.ts';
import { readCustomers, readDealLines, readDeals, readProducts } from './rows.ts';

const file = (text: string | Uint8Array, name = 'file.csv') => ({
  name,
  content: typeof text === 'string' ? new TextEncoder().encode(text) : text,
});

function customers(text: string | Uint8Array) {
  const problems = new Problems();
  const { rows, mended } = readCustomers(file(text), problems);
  return {
    rows,
    mended,
    problems: problems.found.map(({ line, column, reason }) => `${line} ${column ?? '-'}: ${reason}`),
  };
}
function products(text: string, costShareBp: number | null = null) {
  const problems = new Problems();
  const { rows } = readProducts(file(text), problems, { digits: 2, costShareBp, categories: null });
  return { rows, problems: problems.found.map(({ line, column, reason }) => `${line} ${column ?? '-'}: ${reason}`) };
}

const field = (text: string) => `"${text.replaceAll('"', '""')}"`;

describe('reading customers', () => {
  it('gives back whatever was written, in any dialect', () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .map((one) => one.replaceAll(/[\p{Cc}\p{Cs}\uFEFF\uFFFD]/gu, '').trim());
    const real = text.filter((one) => one !== '' && one.toUpperCase() !== 'NULL');
    const row = fc.record({ code: fc.uuid(), name: real, city: real });
    const dialect = fc.record({
      delimiter: fc.constantFrom(',', ';'),
      end: fc.constantFrom('\n', '\r\n'),
      mark: fc.constantFrom('', '\uFEFF'),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 10 }), dialect, (rows, { delimiter, end, mark }) => {
        const lines = [['code', 'name', 'city'], ...rows.map((one) => [one.code, one.name, one.city].map(field))];
        const read = customers(mark + lines.map((one) => one.join(delimiter)).join(end));
        expect(read.problems).toEqual([]);
        expect(read.rows.map(({ code, name, city }) => ({ code, name, city }))).toEqual(rows);
      }),
    );
  });

  it('lists every bad row by its line and reason, and keeps the good ones apart', () => {
    const read = customers(
      'code,name,class,blocked\nA,Alpha,A,no\n,Beta,B,no\nC,"two\nlines",X,no\nD,Delta,B,perhaps\nA,Again,A,no\n',
    );
    expect(read.rows.map(({ code }) => code)).toEqual(['A']);
    expect(read.problems).toEqual([
      '3 code: is missing',
      '4 class: is none of A, B, C',
      '6 blocked: is not yes or no',
      '7 -: stands in line 2 already',
    ]);
  });

  it('says what is wrong with a file as a whole', () => {
    expect(customers('').problems).toEqual(['1 -: the file is empty']);
    expect(customers('foo,bar\n1,2').problems[0]).toContain('it may be called code or customerID');
    expect(customers('code,name\n1,"never closed\n2,b').problems[0]).toContain('a quote is never closed');
    const latin1 = Buffer.from('code,name\n1,ok\n2,M\xFCller\n', 'latin1');
    expect(customers(latin1).problems).toEqual(['3 -: is not UTF-8; save the file as CSV UTF-8']);
    expect(customers('code,name\n1,a,b\n').problems).toEqual(['2 -: has 3 fields where the header has 2']);
    expect(customers(`code,name\n1,${'x'.repeat(201)}`).problems).toEqual(['2 name: is longer than 200 characters']);
    expect(customers('code,name\n1,a\u0007b').problems).toEqual(['2 name: has control characters']);
  });

  it('takes a comma with a blank behind it for text where the row then fits, and says where', () => {
    const read = customers('customerID,companyName,city\nB,Bon app,12, rue des Bouchers\nC,Other,Paris\n');
    expect(read.rows.map(({ city }) => city)).toEqual(['12, rue des Bouchers', 'Paris']);
    expect(read).toMatchObject({ mended: [2], problems: [] });
  });
});

describe('reading products', () => {
  const head = 'sku,name,category,listPrice,cost\n';
  it('reads money, and the decimal comma of files with semicolons', () => {
    expect(products(`${head}1,a,x,14.00,9.5\n`).rows[0]).toMatchObject({ listPriceMinor: 1_400, costMinor: 950 });
    expect(products(`${head.replaceAll(',', ';')}1;a;x;14,05;9,5\n`).rows[0]).toMatchObject({
      listPriceMinor: 1_405,
      costMinor: 950,
    });
  });

  it('refuses prices that are none', () => {
    expect(products(`${head}1,a,x,-1,0\n2,b,x,free,0\n3,c,x,,0\n`).problems).toEqual([
      '2 listPrice: is negative',
      '3 listPrice: is not a number; write it as 1234.50',
      '4 listPrice: is missing',
    ]);
  });

  it('needs costs, or a share that stands for them', () => {
    const without = 'sku,name,category,listPrice\n1,a,x,10.00\n';
    expect(products(without).problems[0]).toContain('--cost-share');
    expect(products(without, 6_500).rows[0]).toMatchObject({ costMinor: 650 });
  });
});

describe('reading deals', () => {
  it('knows dates that exist', () => {
    const problems = new Problems();
    const text = 'deal,customer,date\n1,a,1996-07-04 00:00:00.000\n2,a,2026-02-31\n3,a,04.07.1996\n';
    const { rows } = readDeals(file(text), problems);
    expect(rows.map(({ at }) => at)).toEqual(['1996-07-04T00:00:00.000Z']);
    expect(problems.found.map(({ line, column }) => [line, column])).toEqual([
      [3, 'date'],
      [4, 'date'],
    ]);
  });

  it('reads a discount as a share or in percent, and no more than all of it', () => {
    const problems = new Problems();
    const text = 'deal,sku,quantity,unitPrice,discount\n1,a,1,1,0.15\n2,a,1,1,15%\n3,a,1,1,\n4,a,1,1,15\n5,a,0,1,0\n';
    const { rows } = readDealLines(file(text), problems, 2);
    expect(rows.map(({ discountBp }) => discountBp)).toEqual([1_500, 1_500, 0]);
    expect(problems.found.map(({ line, column }) => [line, column])).toEqual([
      [5, 'discount'],
      [6, 'quantity'],
    ]);
  });
});
