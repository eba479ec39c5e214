import { afterAll, expect, it } from 'vitest';
import { createRandom } from '../../demo/generate/random.ts';
import { importCsv } from '../../import/import-csv.ts';
import type { ImportFiles } from '../../import/import-files.ts';
import { ImportDatabase } from '../import-world.ts';
import { requestTotals } from './request-totals.ts';

/*
 * A steel trader's lists as a German spreadsheet saves them, in the shape that Microsoft describes for "CSV (delimited)" with the
 * list separator and decimal sign of the regional settings, and that SAP's community wiki shows for numbers ("155,22-"): semicolons,
 * the line sep=;, a decimal comma, points between thousands, a minus behind the number, Windows-1252, days before months, empty
 * cells at the end of rows, rows of separators alone, percent signs in cells, and errors of formulas. Steel is sold by the kilogram
 * with three decimals. All rows are invented.
 */

interface Line {
  deal: string;
  sku: string;
  thousandths: number;
  cents: number;
  percent: number;
}

const ARTICLES = [
  { sku: 'ST-001', name: 'Flachstahl 40×5', unit: 'kg', cents: 240 },
  { sku: 'ST-002', name: 'Träger "HEB 200"', unit: 'kg', cents: 135_590 },
  { sku: 'ST-003', name: 'Röhre; nahtlos', unit: 'm', cents: 1_280 },
  { sku: 'SR-004', name: 'Schrauben M8', unit: 'Karton', cents: 1_995 },
] as const;

const grouped = (whole: number) => String(whole).replaceAll(/\B(?=(\d{3})+$)/g, '.');
const euros = (cents: number) => `${grouped(Math.trunc(cents / 100))},${String(cents % 100).padStart(2, '0')}`;
function amount(thousandths: number): string {
  const size = Math.abs(thousandths);
  const part = size % 1_000 === 0 ? '' : `,${String(size % 1_000).padStart(3, '0')}`;
  return `${grouped(Math.trunc(size / 1_000))}${part}${thousandths < 0 ? '-' : ''}`;
}
const text = (value: string) => (/[";]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** As Windows-1252, in which × and umlauts are what they are in Latin-1, and the euro sign is not. */
const saved = (name: string, rows: readonly string[]) => ({
  name,
  content: new Uint8Array(Buffer.from(`sep=;\r\n${rows.join('\r\n')}\r\n;;;\r\n`.replaceAll('€', '\x80'), 'latin1')),
  stated: { encoding: 'windows-1252' as const },
});

function sales(): { deals: string[]; lines: Line[] } {
  const random = createRandom(5);
  const deals = Array.from({ length: 120 }, (_, index) => `AB${String(index + 1).padStart(5, '0')}`);
  const lines = deals.flatMap((deal) => {
    const articles = ARTICLES.filter(() => random.chance(0.6));
    const sold = (articles.length === 0 ? ARTICLES.slice(0, 1) : articles).map(({ sku, unit, cents }): Line => {
      const whole = unit === 'Karton';
      return {
        deal,
        sku,
        thousandths: whole ? 1_000 * random.int(1, 3_000) : random.int(1, 4_000_000),
        cents,
        percent: random.int(0, 4) * 2.5,
      };
    });
    const [first] = sold;
    // Some of what was sold comes back.
    return first !== undefined && first.thousandths > 2_000 && random.chance(0.2)
      ? [...sold, { ...first, thousandths: -1_000 }]
      : sold;
  });
  return { deals, lines };
}

const rowOf = ({ deal, sku, thousandths, cents, percent }: Line) => [
  deal,
  sku,
  amount(thousandths),
  euros(cents),
  percent === 0 ? '' : `${String(percent).replace('.', ',')} %`,
  '',
];

const LINE_HEADER = 'Deal;SKU;Quantity;List Price;Discount %;Note';

function filesOf(deals: readonly string[], lines: readonly string[]): ImportFiles {
  const date = (index: number) => `${String(1 + (index % 28)).padStart(2, '0')}.0${1 + (index % 9)}.2025`;
  return {
    customers: saved('kunden.csv', ['Code;Name;City;Country;', 'K-1;Müller & Söhne;Köln;Österreich', 'K-2;Bäcker;;']),
    products: saved('artikel.csv', [
      'SKU;Name;Category;Unit;List Price;Cost;;',
      ...ARTICLES.map(({ sku, name, unit, cents }) =>
        [sku, text(name), 'Stahl', unit, euros(cents), euros(cents / 5)].join(';'),
      ),
    ]),
    deals: saved('belege.csv', [
      'Deal;Customer;Date;Salesperson',
      ...deals.map((deal, index) => `${deal};K-${1 + (index % 2)};${date(index)};Anna`),
    ]),
    dealLines: saved('positionen.csv', [LINE_HEADER, ...lines]),
  };
}

const database = await ImportDatabase.create();
afterAll(() => database[Symbol.asyncDispose]());

it('a German spreadsheet’s lists end in problems by line and column, and then import whole, to the cent', async () => {
  const world = await database.world();
  const run = (files: ImportFiles) =>
    importCsv(world.store, files, {
      options: { dryRun: false, costShareBp: null, defaultClass: 'B' },
      clock: world.clock,
    });
  const { deals, lines } = sales();
  const good = lines.map((line) => rowOf(line).join(';').replace(/;+$/, ''));
  const faulty = [
    'AB00001;SR-004;2,500;19,95',
    'AB00001;ST-001;3,000 kg;2,40',
    'AB00002;ST-001;1,2345;2,40',
    'AB00002;ST-001;10;2.40',
    'AB00003;ST-001;10;2,40 €',
    'AB00003;ST-001;#WERT!;2,40',
    'AB00004;ST-001;12.34;2,40',
    'AB00005;ST-001;10;2,405',
  ];
  const all = filesOf(deals, [...good, ...faulty]);
  const firstFaulty = good.length + 3;
  const problemsOf = (report: Awaited<ReturnType<typeof run>>) =>
    report.problems.map(
      ({ file, line, column, value, reason }) => `${file} +${line - firstFaulty} ${column} ${value}: ${reason}`,
    );
  expect(problemsOf(await run(all))).toEqual([
    'positionen.csv +1 quantity 3,000 kg: is not a number: write it as 1234.50',
    `positionen.csv +3 listPrice 2.40: has a decimal point, and "12,80" in line 3 has a decimal comma. Write all numbers of the file alike, or say --decimal`,
    'positionen.csv +4 listPrice 2,40 €: has a currency in it: leave the number alone',
    'positionen.csv +5 quantity #WERT!: is a spreadsheet’s error: correct the cell, and save again',
  ]);
  // One number that contradicts the others leaves all of them open: with --decimal comma each cell is looked at.
  const lists = saved('positionen.csv', [LINE_HEADER, ...good, ...faulty]);
  const told = { ...all, dealLines: { ...lists, stated: { ...lists.stated, decimal: ',' as const } } };
  expect(problemsOf(await run(told))).toEqual([
    'positionen.csv +0 quantity 2.5: is not whole, and "Karton" is counted whole: parts are for units such as kg, m or h',
    'positionen.csv +1 quantity 3,000 kg: is not a number: write it as 1234,50',
    'positionen.csv +2 quantity 1,2345: has more than 3 digits behind the decimal sign',
    'positionen.csv +3 listPrice 2.40: is not a number: write it as 1234,50',
    'positionen.csv +4 listPrice 2,40 €: has a currency in it: leave the number alone',
    'positionen.csv +5 quantity #WERT!: is a spreadsheet’s error: correct the cell, and save again',
    'positionen.csv +6 quantity 12.34: is not a number: write it as 1234,50',
    'positionen.csv +7 listPrice 2,405: has more than 2 digits behind the decimal sign; prices are not rounded',
  ]);

  const report = await run(filesOf(deals, good));
  expect(report.problems).toEqual([]);
  expect(report.formats).toMatchObject({
    'belege.csv': 'windows-1252, semicolons, dates day/month/year',
    'positionen.csv': 'windows-1252, semicolons, decimal comma, thousands point, discounts in percent',
  });
  expect(await world.product('ST-002')).toMatchObject({
    name: 'Träger "HEB 200"',
    listPriceMinor: 135_590,
    costMinor: 27_118,
  });
  expect(await world.product('ST-003')).toMatchObject({ name: 'Röhre; nahtlos', unit: 'm' });
  expect(await world.customer('K-1')).toMatchObject({ name: 'Müller & Söhne', country: 'Österreich' });

  // Counted with whole numbers alone: thousandths x cents x tenths of a percent, half a cent rounded up once a line.
  const net = new Map<string, { thousandths: bigint; line: Line }>();
  for (const line of lines) {
    const key = `${line.deal} ${line.sku}`;
    net.set(key, { line, thousandths: (net.get(key)?.thousandths ?? 0n) + BigInt(line.thousandths) });
  }
  let expected = 0n;
  for (const { line, thousandths } of net.values()) {
    const exact = thousandths * BigInt(line.cents) * BigInt(1_000 - line.percent * 10);
    expected += (exact + 500_000n) / 1_000_000n;
  }
  const totals = await requestTotals(world);
  expect(totals).toMatchObject({ requests: deals.length, items: net.size, net: Number(expected) });
  expect(net.size).toBeLessThan(lines.length);

  const before = await world.dump();
  expect(await run(filesOf(deals, good))).toMatchObject({ written: false, problems: [] });
  expect(await world.dump()).toBe(before);
});
