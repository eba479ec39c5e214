import { IMPORT_WORDS } from '../words/import-words.ts';
import { dealKey } from './deal-id.ts';
import { foldKey } from './keys.ts';
import type { Problems } from './problem.ts';
import type { ImportFile, ReadContext, Table } from './read-table.ts';
import { type DealLineRow, type DealRow, type FlatRow, readFlatRows } from './rows.ts';

/** What all rows of a deal have to say alike. */
const OF_THE_DEAL = {
  customer: ({ customerCode }: DealRow) => customerCode,
  date: ({ at }: DealRow) => at,
  salesperson: ({ salesperson }: DealRow) => salesperson,
  sale: ({ sale }: DealRow) => sale,
} satisfies Record<string, (row: DealRow) => string | undefined>;

type Column = keyof typeof OF_THE_DEAL;
const COLUMNS = Object.keys(OF_THE_DEAL) as Column[];

/** One deal as its rows say it together: what one leaves blank another may say. */
class Gathered {
  readonly deal: DealRow;
  ok = true;
  readonly #first: Partial<Record<Column, DealRow>> = {};
  readonly #said = new Set<string>();

  constructor({ line, deal }: FlatRow) {
    this.deal = { line, deal, customerCode: undefined, at: undefined, salesperson: undefined, sale: undefined };
  }

  /** @returns the columns in which a row contradicts an earlier one, each value once */
  add(row: FlatRow): { column: Column; first: DealRow }[] {
    const found: { column: Column; first: DealRow }[] = [];
    for (const column of COLUMNS) {
      const value = OF_THE_DEAL[column](row);
      if (value === undefined) continue;
      const first = this.#first[column];
      if (first === undefined) this.#first[column] = row;
      else if (foldKey(OF_THE_DEAL[column](first) ?? '') !== foldKey(value)) {
        const said = `${column} ${foldKey(value)}`;
        if (!this.#said.has(said)) found.push({ column, first });
        this.#said.add(said);
      }
    }
    this.deal.customerCode ??= row.customerCode;
    this.deal.at ??= row.at;
    this.deal.salesperson ??= row.salesperson;
    this.deal.sale ??= row.sale;
    return found;
  }
}

/** Reads deals and their lines from one file, in which each row is a line and repeats what it says of its deal. */
export function readFlatOrders(
  file: ImportFile,
  context: ReadContext,
  digits: number,
): { deals: Table<DealRow>; lines: Table<DealLineRow> } {
  const lines = readFlatRows(file, context, digits);
  const { problems } = context;
  const gathered = new Map<string, Gathered>();
  for (const row of lines.rows) {
    const key = dealKey(row.deal);
    const deal = gathered.get(key) ?? new Gathered(row);
    gathered.set(key, deal);
    if (foldKey(deal.deal.deal) !== foldKey(row.deal)) {
      deal.ok = false;
      const other = IMPORT_WORDS.inLine(deal.deal.deal, deal.deal.line);
      const reason = IMPORT_WORDS.differsInZeros(other);
      problems.add({ file: file.name, line: row.line, column: 'deal', value: row.deal, reason });
      continue;
    }
    for (const { column, first } of deal.add(row)) {
      deal.ok = false;
      addContradiction(problems, { file: file.name, column, row, first });
    }
  }
  const all = [...gathered.values()];
  const faulty = new Map(
    lines.faulty.flatMap((row) => (gathered.has(dealKey(row.deal)) ? [] : [[dealKey(row.deal), row] as const])),
  );
  const deals: Table<DealRow> = {
    ...lines,
    rows: all.flatMap(({ ok, deal }) => (ok ? deal : [])),
    faulty: [...all.flatMap(({ ok, deal }) => (ok ? [] : deal)), ...faulty.values()],
  };
  return { deals, lines };
}

function addContradiction(
  problems: Problems,
  { file, column, row, first }: { file: string; column: Column; row: FlatRow; first: DealRow },
): void {
  const reason = IMPORT_WORDS.sameDealInLine(OF_THE_DEAL[column](first) ?? '', first.line, row.deal);
  problems.add({ file, line: row.line, column, value: OF_THE_DEAL[column](row) ?? null, reason });
}
