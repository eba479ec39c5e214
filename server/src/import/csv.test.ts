import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, customers, products } from '../testing/read-rows.ts';

const field = (text: string) => `"${text.replaceAll('"', '""')}"`;
const utf16 = (text: string, order: 'le' | 'be') => {
  const content = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return new Uint8Array(order === 'le' ? content : content.swap16());
};

describe('reading a file', () => {
  it('reading a file gives the same rows in every way of writing them', () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .map((one) =>
        one
          .replaceAll(/[\p{Cc}\p{Cs}\uFEFF\uFFFD]/gu, '')
          .normalize('NFC')
          .trim(),
      )
      .filter((one) => one !== '' && !one.startsWith('#') && !['NULL'].includes(one));
    const cents = fc.integer({ min: 0, max: 10 ** 11 });
    const row = fc.record({ sku: fc.uuid(), name: text, price: cents, cost: cents });
    const written = fc.record({
      separator: fc.constantFrom(',', ';', '\t', '|'),
      declared: fc.boolean(),
      end: fc.constantFrom('\n', '\r\n'),
      numbers: fc.constantFrom(['.', ''], [',', ''], ['.', ','], [',', '.'], ['.', "'"], [',', ' ']),
      encode: fc.constantFrom(
        bytes,
        (one: string) => bytes(`\uFEFF${one}`),
        (one: string) => utf16(one, 'le'),
        (one: string) => utf16(one, 'be'),
      ),
    });
    const money = (minor: number, [decimal = '', thousands = '']: readonly string[]) => {
      const digits = String(minor).padStart(3, '0');
      return `${digits.slice(0, -2).replaceAll(/\B(?=(\d{3})+$)/g, thousands)}${decimal}${digits.slice(-2)}`;
    };
    fc.assert(
      fc.property(fc.uniqueArray(row, { selector: ({ sku }) => sku, minLength: 1 }), written, (rows, how) => {
        const table = [
          ['sku', 'name', 'category', 'listPrice', 'cost'],
          ...rows.map(({ sku, name, price, cost }) => [
            sku,
            field(name),
            'x',
            field(money(price, how.numbers)),
            field(money(cost, how.numbers)),
          ]),
        ];
        const body = table.map((cells) => cells.join(how.separator)).join(how.end);
        const read = products(how.encode(`${how.declared ? `sep=${how.separator}${how.end}` : ''}${body}`));
        expect(read.problems).toEqual([]);
        expect(
          read.rows.map(({ sku, name, listPriceMinor, costMinor }) => ({
            sku,
            name,
            price: listPriceMinor,
            cost: costMinor,
          })),
        ).toEqual(rows);
      }),
    );
  });

  it('faults of a file as a whole are reported', () => {
    expect(customers('').problems).toEqual(['1 -: the file is empty']);
    expect(customers('foo,bar\n1,2').problems[0]).toContain('it may be called code or customerID');
    expect(customers('code,name,name\n1,a,b').problems[0]).toMatch(
      /^1 name: is named by two headers: "name" \(column 2\)/,
    );
    expect(customers('code,customerID,name\n1,2,b').problems[0]).toMatch(/^1 code: is named by two headers/);
  });

  it('a broken quote hides no other fault of the rows before it, and none behind it is made up', () => {
    expect(customers('code,name\n1,"never closed\n2,b\n3,c').problems).toEqual([
      '2 -: opens a quote that is never closed; nothing behind it could be read',
    ]);
    expect(customers('code,name,class\n1,a,X\n2,"b"c,A\n3,"d",Y\n').problems.map((one) => one.slice(0, 10))).toEqual([
      '3 -: has t',
      '2 class: i',
    ]);
    expect(customers('code,name,class\n1,Pipe 5" x 6",A\n2,b,X\n').problems).toEqual([
      '2 -: has a quote inside a text. Put the whole text in quotes, and double those inside it',
      '3 class: is none of A, B, C',
    ]);
  });
});

describe('encodings', () => {
  const latin = new Uint8Array(Buffer.from('code,name\n1,ok\n2,M\xFCller\n', 'latin1'));

  it('single bytes are read only as what somebody says they are', () => {
    expect(customers(latin).problems[0]).toMatch(/^3 -: is not UTF-8\..*--encoding windows-1252/);
    const read = customers(latin, { encoding: 'windows-1252' });
    expect(read.problems).toEqual([]);
    expect(read.rows.map(({ name }) => name)).toEqual(['ok', 'Müller']);
    expect(read.format).toMatchObject({ encoding: 'windows-1252' });
  });

  it('UTF-16 without its mark is named, and damage of an earlier conversion too', () => {
    const bare = new Uint8Array(Buffer.from('code,name\n1,a\n', 'utf16le'));
    expect(customers(bare).problems[0]).toContain('--encoding utf-16le');
    expect(customers(bare, { encoding: 'utf-16le' }).rows).toHaveLength(1);
    expect(customers('code,name\n1,M\uFFFDller').problems[0]).toContain('damaged in an earlier conversion');
  });
});

describe('what spreadsheets do to rows', () => {
  it.each([
    ['rows of separators and blank lines', 'code,name,city\n\n1,a,b\n,,\n \n2,c,d\n', 2],
    ['empty cells that are left out at the end', 'code,name,city\n1,a\n2,b,c\n', 2],
    ['a separator at the end of every row', 'code,name,city\n1,a,x,\n2,b,,\n', 2],
    ['empty columns behind the last one', 'code,name,,\n1,a,,\n2,b,,\n', 2],
    ['the header again', 'code,name\n1,a\nCode,NAME\n2,b\n', 2],
    ['a declared separator', 'sep=;\ncode;name\n1;a\n', 1],
    ['tabs', 'code\tname\n1\ta, b\n', 1],
    ['the same row twice', 'code,name\n1,a\n1,a\n', 1],
  ])('no fault is found in %s', (_what, text, count) => {
    const read = customers(text);
    expect(read.problems).toEqual([]);
    expect(read.rows).toHaveLength(count);
    expect(read.ignored).toEqual([]);
  });

  it('lines are counted as an editor counts them', () => {
    expect(customers('sep=;\ncode;name;class\n\n1;"a\nb";A\n2;c;X\n').problems).toEqual([
      '6 class: is none of A, B, C',
    ]);
  });

  it('what is counted once is said', () => {
    expect(customers('code,name\n1,a\n1,a\n').notes).toEqual(['3 -: is the same row as line 2; counted once']);
    expect(customers('code,name\n1,a\ncode,name\n').notes).toEqual(['3 -: is the header again; left out']);
  });

  it('a row that a line end broke in two is named, and makes no record of its own', () => {
    const read = customers('code,name,segment,city\n1,a,b,c\n2,First\nStreet,b,c\n3,a,b,c\n');
    expect(read.rows.map(({ code }) => code)).toEqual(['1', '3']);
    expect(read.problems.map((one) => one.slice(0, 20))).toEqual(['3 -: has 2 fields wh', '4 -: has 3 fields wh']);
  });
});

describe('a word that means "no value"', () => {
  it('a word that means "no value" means nothing in upper case, where it is neither a key nor a name', () => {
    const [first, second] = customers('code,name,city,segment\n1,Null,NULL,Null\n2,b,"NULL",x\n').rows;
    expect(first).toMatchObject({ name: 'Null', city: undefined, segment: 'Null' });
    expect(second).toMatchObject({ city: 'NULL' });
  });

  it('such a word is a name in a file that does not use it otherwise, and is asked about in one that does', () => {
    expect(customers('code,name,city\n1,NULL,Berlin\n').rows).toMatchObject([{ name: 'NULL' }]);
    expect(customers('code,name,city\n1,NULL,NULL\n').problems[0]).toMatch(
      /^2 name: is NULL, which marks empty cells elsewhere/,
    );
    expect(customers('code,name,city\n1,"NULL",\n2,b,NULL\n').rows).toMatchObject([
      { name: 'NULL' },
      { city: undefined },
    ]);
  });

  it('null text is told from a name cell by cell: the quotes of one cell say nothing about another', () => {
    expect(customers('code,name,city\n1,"NULL",NULL\n').rows).toEqual([
      expect.objectContaining({ name: 'NULL', city: undefined }),
    ]);
    expect(customers('code,name,city\n1,NULL,"NULL"\n2,b,NULL\n').problems).toEqual([
      expect.stringMatching(/^2 name: is NULL/),
    ]);
    expect(customers('code,name,city,segment\n1,a,"the ""NULL""",NULL\n').rows).toMatchObject([{ segment: undefined }]);
    // Fields that are joined in a column without use move what is behind them.
    expect(customers('customerID,companyName,address,city,segment\nB,a,12, rue x,NULL,"NULL"\n').rows).toEqual([
      expect.objectContaining({ city: undefined, segment: 'NULL' }),
    ]);
  });

  it('a word that means "no value" can be another one, or none', () => {
    expect(customers('code,name,city\n1,a,null\n', { nothing: 'null' }).rows).toMatchObject([{ city: undefined }]);
    expect(customers('code,name,city\n1,a,NULL\n', { nothing: '' }).rows).toMatchObject([{ city: 'NULL' }]);
  });
});

describe('commas without quotes', () => {
  it('commas without quotes are text in a column that is not used, and the row is named', () => {
    const read = customers(
      'customerID,companyName,address,city\nB,Bon app,12, rue des Bouchers,Marseille\nC,Other,x,Paris\n',
    );
    expect(read.rows.map(({ city }) => city)).toEqual(['Marseille', 'Paris']);
    expect(read).toMatchObject({ mended: [2], problems: [] });
  });

  it.each([
    ['in a column that is used', 'sku,name,listPrice\n1,Bolt, long,5\n'],
    ['in a number that pushes an empty cell behind the header', 'sku,name,listPrice,note\n1,a,1,234.50,\n2,b,5,\n'],
    ['in a number of the only row', 'sku,name,listPrice,note\n1,a,1,234.50,\n'],
    ['in a number that ends in a column without a name', 'sku,name,listPrice,,\n1,a,1,234.50,\n'],
    ['in a number', 'sku,name,listPrice\n1,a,1,234.50\n'],
    [
      'in a number beside a text that begins with a blank',
      'sku,name,contact,address,listPrice,cost\n1,a,Bob, Street 5,1,234.50,7\n',
    ],
  ])('commas without quotes are refused %s', (_where, text) => {
    expect(products(text)).toMatchObject({
      rows: text.includes('\n2,') ? [{ sku: '2' }] : [],
      mended: [],
      problems: [expect.stringMatching(/^2 -: has \d fields/)],
    });
  });
});

it('a number without quotes is two cells in a row that leaves out its last ones', () => {
  const read = products('sku,name,listPrice,note\n1,a,1,234.50\n2,b,5,x\n');
  expect(read).toMatchObject({ problems: [], rows: [{ listPriceMinor: 100 }, { listPriceMinor: 500 }] });
});
