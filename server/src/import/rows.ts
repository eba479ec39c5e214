import { CUSTOMER_CLASSES, type CustomerClass } from '@marginiq/contract/customer';
import type { SaleResult } from '@marginiq/contract/discount-request';
import { multiplyDivide, WHOLE_BP } from '@marginiq/domain/money';
import { type Columns, type CsvFile, readCsv } from './csv.ts';
import { Fields } from './fields.ts';
import type { Problems } from './problem.ts';

/** A file as it was handed in. */
export interface ImportFile {
  name: string;
  content: Uint8Array;
}

export interface ReadRows<T> {
  rows: T[];
  /** Headers that mean nothing here. */
  ignored: string[];
  /** Lines whose unquoted commas were taken for text. */
  mended: number[];
}

export interface CustomerRow {
  line: number;
  code: string;
  name: string;
  /** Undefined where the file has no such column: what stands is kept. */
  class: CustomerClass | undefined;
  segment: string | undefined;
  city: string | undefined;
  country: string | undefined;
  blocked: boolean | undefined;
  blockedReason: string | undefined;
  ownerEmail: string;
}

export interface ProductRow {
  line: number;
  sku: string;
  name: string;
  category: string;
  unit: string;
  listPriceMinor: number;
  costMinor: number;
  discontinued: boolean;
}

export interface DealRow {
  line: number;
  deal: string;
  customerCode: string;
  at: string;
  /** An email of ours, or any key under which another system knows its salespeople. */
  salesperson: string;
  sale: SaleResult;
}

export interface DealLineRow {
  line: number;
  deal: string;
  sku: string;
  quantity: number;
  listPriceMinor: number;
  discountBp: number;
}

const CUSTOMER_COLUMNS: Columns = {
  code: { headers: ['code', 'customerID', 'customerCode'], required: true },
  name: { headers: ['name', 'companyName', 'customerName'], required: true },
  class: { headers: ['class', 'customerClass'] },
  segment: { headers: ['segment'] },
  city: { headers: ['city'] },
  country: { headers: ['country'] },
  blocked: { headers: ['blocked'] },
  blockedReason: { headers: ['blockedReason'] },
  ownerEmail: { headers: ['ownerEmail', 'salesperson'] },
};

const PRODUCT_COLUMNS: Columns = {
  sku: { headers: ['sku', 'productID', 'articleNumber'], required: true },
  name: { headers: ['name', 'productName'], required: true },
  category: { headers: ['category', 'categoryName', 'categoryID'], required: true },
  unit: { headers: ['unit', 'quantityPerUnit'] },
  listPrice: { headers: ['listPrice', 'unitPrice'], required: true },
  cost: { headers: ['cost', 'unitCost'] },
  discontinued: { headers: ['discontinued'] },
};

const CATEGORY_COLUMNS: Columns = {
  id: { headers: ['categoryID', 'id'], required: true },
  name: { headers: ['categoryName', 'name'], required: true },
};

const DEAL_COLUMNS: Columns = {
  deal: { headers: ['deal', 'orderID', 'dealNumber'], required: true },
  customer: { headers: ['customer', 'customerID', 'customerCode'], required: true },
  date: { headers: ['date', 'orderDate'], required: true },
  salesperson: { headers: ['salesperson', 'ownerEmail', 'employeeID'] },
  sale: { headers: ['sale', 'outcome'] },
};

const LINE_COLUMNS: Columns = {
  deal: { headers: ['deal', 'orderID', 'dealNumber'], required: true },
  sku: { headers: ['sku', 'productID', 'articleNumber'], required: true },
  quantity: { headers: ['quantity'], required: true },
  listPrice: { headers: ['listPrice', 'unitPrice'], required: true },
  discount: { headers: ['discount'] },
};

/** Reads rows, leaving out (and noting) those with a problem. `unique` names a row; a second of the same is one. */
function readRows<T>(
  file: CsvFile | null,
  problems: Problems,
  { toRow, unique }: { toRow: (fields: Fields, line: number, file: CsvFile) => T; unique: (row: T) => string },
): T[] {
  if (file === null) return [];
  const seen = new Map<string, number>();
  return file.rows.flatMap((csv) => {
    const fields = new Fields(file, csv, problems);
    const row = toRow(fields, csv.line, file);
    if (!fields.ok) return [];
    const name = unique(row);
    const before = seen.get(name);
    if (before !== undefined) {
      problems.add({
        file: file.name,
        line: csv.line,
        column: null,
        value: name,
        reason: `stands in line ${before} already`,
      });
      return [];
    }
    seen.set(name, csv.line);
    return [row];
  });
}

export function readCustomers(file: ImportFile, problems: Problems): ReadRows<CustomerRow> {
  const csv = readCsv(file.name, file.content, { columns: CUSTOMER_COLUMNS, problems });
  const rows = readRows<CustomerRow>(csv, problems, {
    unique: ({ code }) => code,
    toRow: (fields, line, { columns }): CustomerRow => {
      const given = <V>(column: string, read: () => V) => (columns.has(column) ? read() : undefined);
      const text = (column: string, max: number) => given(column, () => fields.text(column, { max }));
      return {
        line,
        code: fields.text('code', { max: 40, required: true }),
        name: fields.text('name', { max: 200, required: true }),
        class: given('class', () => fields.oneOf('class', CUSTOMER_CLASSES, 'B')),
        segment: text('segment', 60),
        city: text('city', 100),
        country: text('country', 100),
        blocked: given('blocked', () => fields.flag('blocked')),
        blockedReason: text('blockedReason', 200),
        ownerEmail: fields.text('ownerEmail', { max: 200 }).toLowerCase(),
      };
    },
  });
  return { rows, ignored: csv?.ignored ?? [], mended: csv?.mended ?? [] };
}

/** Names of categories by the key under which products name them. */
export function readCategories(file: ImportFile, problems: Problems): Map<string, string> {
  const csv = readCsv(file.name, file.content, { columns: CATEGORY_COLUMNS, problems });
  const rows = readRows<{ id: string; name: string }>(csv, problems, {
    unique: ({ id }) => id,
    toRow: (fields) => ({
      id: fields.text('id', { max: 80, required: true }),
      name: fields.text('name', { max: 80, required: true }),
    }),
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export function readProducts(
  file: ImportFile,
  problems: Problems,
  {
    digits,
    costShareBp,
    categories,
  }: { digits: number; costShareBp: number | null; categories: Map<string, string> | null },
): ReadRows<ProductRow> {
  const csv = readCsv(file.name, file.content, { columns: PRODUCT_COLUMNS, problems });
  if (csv !== null && !csv.columns.has('cost') && costShareBp === null) {
    const reason =
      'the column is missing; margins need costs. Add it, or give a cost share for all with --cost-share 65%';
    problems.add({ file: file.name, line: 1, column: 'cost', value: null, reason });
    return { rows: [], ignored: csv.ignored, mended: csv.mended };
  }
  const rows = readRows<ProductRow>(csv, problems, {
    unique: ({ sku }) => sku,
    toRow: (fields, line, { columns }): ProductRow => {
      const listPriceMinor = fields.money('listPrice', digits);
      const named = fields.text('category', { max: 80, required: true });
      const category = categories === null ? named : (categories.get(named) ?? '');
      if (named !== '' && category === '') fields.fail('category', 'is not in the file of categories');
      const costMinor = columns.has('cost')
        ? fields.money('cost', digits)
        : multiplyDivide(listPriceMinor, costShareBp ?? WHOLE_BP, WHOLE_BP);
      return {
        line,
        sku: fields.text('sku', { max: 60, required: true }),
        name: fields.text('name', { max: 200, required: true }),
        category,
        unit: fields.text('unit', { max: 60 }),
        listPriceMinor,
        costMinor,
        discontinued: fields.flag('discontinued'),
      };
    },
  });
  return { rows, ignored: csv?.ignored ?? [], mended: csv?.mended ?? [] };
}

export function readDeals(file: ImportFile, problems: Problems): ReadRows<DealRow> {
  const csv = readCsv(file.name, file.content, { columns: DEAL_COLUMNS, problems });
  const rows = readRows<DealRow>(csv, problems, {
    unique: ({ deal }) => deal,
    toRow: (fields, line): DealRow => ({
      line,
      deal: fields.text('deal', { max: 60, required: true }),
      customerCode: fields.text('customer', { max: 40, required: true }),
      at: fields.date('date'),
      salesperson: fields.text('salesperson', { max: 200 }).toLowerCase(),
      sale: fields.oneOf('sale', ['won', 'lost', 'unknown'], 'won'),
    }),
  });
  return { rows, ignored: csv?.ignored ?? [], mended: csv?.mended ?? [] };
}

export function readDealLines(file: ImportFile, problems: Problems, digits: number): ReadRows<DealLineRow> {
  const csv = readCsv(file.name, file.content, { columns: LINE_COLUMNS, problems });
  const rows = readRows<DealLineRow>(csv, problems, {
    unique: ({ deal, sku }) => `${deal} / ${sku}`,
    toRow: (fields, line): DealLineRow => ({
      line,
      deal: fields.text('deal', { max: 60, required: true }),
      sku: fields.text('sku', { max: 60, required: true }),
      quantity: fields.whole('quantity', { min: 1, max: 1_000_000 }),
      listPriceMinor: fields.money('listPrice', digits),
      discountBp: fields.share('discount'),
    }),
  });
  return { rows, ignored: csv?.ignored ?? [], mended: csv?.mended ?? [] };
}
