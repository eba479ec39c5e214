import { describe, expect, it } from 'vitest';
import { customers, deals, lines, products } from '../testing/read-rows.ts';
import type { StatedFormat } from './file-format.ts';

describe('reading rows', () => {
  it('reading rows lists every bad row by its line and reason, and keeps the good ones apart', () => {
    const read = customers(
      'code,name,class,blocked\nA,Alpha,A,no\n,Beta,B,no\nC,"two\nlines",X,no\nD,Delta,B,perhaps\nA,Again,A,no\n',
    );
    expect(read.rows.map(({ code }) => code)).toEqual(['A']);
    expect(read.problems).toEqual([
      '3 code: is missing',
      '4 class: is none of A, B, C',
      '6 blocked: is not yes or no',
      '7 -: repeats line 2',
    ]);
  });

  it('a text that is too long or has control characters is named', () => {
    expect(customers(`code,name\n1,${'x'.repeat(201)}`).problems).toEqual(['2 name: is longer than 200 characters']);
    expect(customers('code,name\n1,a\u0007b').problems).toEqual(['2 name: has control characters']);
  });
});

describe('what spreadsheets do to cells', () => {
  it.each(['#N/A', '#REF!', '#NV', '#####'])('%s is an error of the spreadsheet, and no text', (value) => {
    expect(customers(`code,name,city\n1,a,${value}\n`).problems).toEqual([
      '2 city: is a spreadsheet’s error: correct the cell, and save again',
    ]);
  });

  it('a key that was shortened to an exponent is named', () => {
    expect(products('sku;name\n4,00639E+12;a\n').problems[0]).toMatch(/^2 sku: was shortened to an exponent/);
    expect(products('sku,name\n12E4,a\n').problems).toEqual([]);
  });
});

describe('keys', () => {
  it('keys that differ in case or in Unicode form are one', () => {
    expect(customers('code,name\nC-1,a\nc-1,b\n').problems).toEqual(['3 -: repeats line 2, where it is spelled "C-1"']);
    expect(customers('code,name\nM\u00FC,a\nMu\u0308,b\n').problems).toEqual(['3 -: repeats line 2']);
  });

  it('keys that lost their leading zeros are pointed out', () => {
    expect(customers('code,name\n00417,a\n417,b\n').problems[0]).toMatch(
      /^3 -: differs from "00417" in line 2 in leading zeros alone/,
    );
  });
});

describe('prices and quantities', () => {
  const head = 'sku;name;category;listPrice;cost\n';

  it('prices and quantities are read by the one decimal sign of the file', () => {
    expect(products(`${head}1;a;x;1.234;1\n2;a;x;1.355,90;9,5\n`).rows).toMatchObject([
      { listPriceMinor: 123_400, costMinor: 100 },
      { listPriceMinor: 135_590, costMinor: 950 },
    ]);
    const open = products(`${head}1;a;x;1.234;1\n2;a;x;5;7\n`);
    expect(open.problems).toEqual([expect.stringMatching(/^2 listPrice: can be 1234 or 1\.234.*--decimal/)]);
    expect(open.rows.map(({ sku }) => sku)).toEqual(['2']);
    expect(products(`${head}1;a;x;1.234;1\n`, { decimal: ',' }).rows).toMatchObject([{ listPriceMinor: 123_400 }]);
  });

  it('below a cent are refused and never rounded', () => {
    const text = 'sku,name,category,listPrice,cost\n1,a,x,0.0125,0.0049\n2,a,x,14.0000,1\n';
    const read = products(text);
    expect(read.problems).toEqual([
      '2 listPrice: has more than 2 digits behind the decimal sign; prices are not rounded',
      '2 cost: has more than 2 digits behind the decimal sign; prices are not rounded',
    ]);
    expect(read.rows).toMatchObject([{ sku: '2', listPriceMinor: 1_400 }]);
    expect(products(text, {}, 4).problems).toEqual([]);
  });

  it.each([
    ['-1', 'is negative'],
    ['free', 'is not a number: write it as 1234.50'],
    ['0x10', 'is not a number here'],
    ['1e5', 'was shortened to an exponent'],
    ['€ 5.00', 'has a currency in it'],
    ['1.2.3', 'is not a number'],
    ['#VALUE!', 'is a spreadsheet’s error'],
  ])('%s is refused: it %s', (value, reason) => {
    expect(products(`sku,listPrice\n1,${value}\n`).problems).toEqual([
      expect.stringContaining(`2 listPrice: ${reason}`),
    ]);
  });

  it('a quantity has up to three decimals, read by the one decimal sign of the file, and may be returned', () => {
    expect(lines('deal,sku,quantity,listPrice\n1,a,1.000,3.50\n').rows).toMatchObject([{ thousandths: 1_000 }]);
    expect(lines('deal;sku;quantity;listPrice\n1;a;1.000;3,50\n').rows).toMatchObject([{ thousandths: 1_000_000 }]);
    expect(lines('deal;sku;quantity;listPrice\n1;a;2,500;3,50\n').rows).toMatchObject([{ thousandths: 2_500 }]);
    expect(lines('deal,sku,quantity\n1,a,-12\n').rows).toMatchObject([{ thousandths: -12_000 }]);
    const bad = ['0', '1.0005', '0x10', '-1000001', '2.5 kg'];
    expect(lines(`deal,sku,quantity\n${bad.map((one) => `1,a,${one}\n`).join('')}`).problems).toEqual([
      '2 quantity: is no quantity: leave the line out',
      '3 quantity: has more than 3 digits behind the decimal sign',
      '4 quantity: is not a number here: write it with decimal digits',
      '5 quantity: is larger than 1000000',
      '6 quantity: is not a number: write it as 1234.50',
    ]);
  });
});

it('a list price beside a unit price may be two prices, and is asked about', () => {
  expect(lines('deal,sku,quantity,listPrice,unitPrice\n1,a,1,10,9\n').problems).toEqual([
    expect.stringMatching(
      /^1 listPrice: is named by two headers: "listPrice" \(column 4\) and "unitPrice" \(column 5\)/,
    ),
  ]);
  expect(lines('deal,sku,quantity,listPrice,netPrice\n1,a,1,10,9\n').rows).toMatchObject([
    { listPriceMinor: 1_000, netPriceMinor: 900 },
  ]);
});

describe('discounts', () => {
  const read = (header: string, values: string[], stated?: StatedFormat) => {
    const { rows, problems } = lines(
      [`deal,sku,${header}`, ...values.map((value, index) => `${index},a,${value}`)].join('\n'),
      stated,
    );
    return { bp: rows.map(({ discountBp }) => discountBp), problems };
  };

  it('discounts have the unit that the header, the cell or somebody states', () => {
    expect(read('discount %', ['15', '0.5', '']).bp).toEqual([1_500, 50, undefined]);
    expect(read('discountShare', ['0.15', '1']).bp).toEqual([1_500, 10_000]);
    expect(read('discount', ['15%', '0.5 %', '0']).bp).toEqual([1_500, 50, 0]);
    expect(read('discount', ['0.15', '0'], { discounts: 'share' }).bp).toEqual([1_500, 0]);
    expect(read('discount', ['0.15', '0'], { discounts: 'percent' }).bp).toEqual([15, 0]);
  });

  it.each([[['0', '1', '1']], [['0.15']], [['15']]])('discounts of %j need a stated unit', (values) => {
    const { problems } = read('discount', values);
    expect(problems).toEqual([expect.stringContaining('can be a share or a percentage. Say --discounts share')]);
  });

  it('a discount is at most everything, and not finer than 0.01 %', () => {
    expect(read('discount', ['15', '-1.1', '0.00001'], { discounts: 'share' }).problems).toEqual([
      '2 discount: is not between -100 and 100 %: it is read as a share',
      '3 discount: is not between -100 and 100 %: it is read as a share',
      '4 discount: is finer than 0.01 %; discounts are not rounded',
    ]);
  });

  it('below nothing are prices above list', () => {
    expect(read('discount', ['-0.1', '-10%', '1'], { discounts: 'share' }).bp).toEqual([-1_000, -1_000, 10_000]);
  });
});

describe('deals', () => {
  it('deals have dates in one order, and every wrong one is named', () => {
    const read = deals(
      'deal,customer,date\n1,a,1996-07-04 00:00:00.000\n2,a,2026-02-31\n3,a,04.07.1996\n4,a,0026-01-01\n',
    );
    expect(read.rows.map(({ at }) => at)).toEqual(['1996-07-04T00:00:00.000Z', '1996-07-04T00:00:00.000Z']);
    expect(read.problems.map((one) => one.slice(0, 6))).toEqual(['3 date', '5 date']);
  });

  it('the same article twice in a deal counts twice, and a row that is the same throughout is pointed out', () => {
    const read = lines('deal,sku,quantity\n1,a,5\n1,a,6\n1,a,5\n1,a,5\n');
    expect(read.problems).toEqual([]);
    expect(read.rows).toHaveLength(4);
    expect(read.notes).toEqual([
      '4 -: is the same as line 2; both are counted',
      '5 -: is the same as line 2; both are counted',
    ]);
  });
});
