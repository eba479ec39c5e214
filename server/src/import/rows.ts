import { CUSTOMER_CLASSES, type CustomerClass } from '@marginiq/contract/customer';
import { SALE_RESULTS, type SaleResult } from '@marginiq/contract/discount-request';
import {
  MAX_CATEGORY,
  MAX_CODE,
  MAX_LONG_NAME,
  MAX_PLACE,
  MAX_QUANTITY,
  MAX_SEGMENT,
  MAX_SKU,
  MAX_UNIT,
} from '@marginiq/contract/limits';
import { TABLE_WORDS } from '../words/table-words.ts';
import {
  CATEGORY_COLUMNS,
  CUSTOMER_COLUMNS,
  DEAL_COLUMNS,
  FLAT_COLUMNS,
  LINE_COLUMNS,
  productColumns,
} from './columns.ts';
import type { Fields } from './fields.ts';
import type { DiscountUnit } from './file-format.ts';
import { foldKey } from './keys.ts';
import { type ImportFile, type ReadContext, readTable, type Table } from './read-table.ts';

/*
 * What the rows of each file say. Undefined means no value: the file has no such column, or the cell is blank. The
 * stored value is then kept.
 */

export interface CustomerRow {
  line: number;
  code: string;
  name: string | undefined;
  class: CustomerClass | undefined;
  segment: string | undefined;
  city: string | undefined;
  country: string | undefined;
  blocked: boolean | undefined;
  blockedReason: string | undefined;
  /** An email, a name, or a key of the system that the file comes from. */
  owner: string | undefined;
}

export interface ProductRow {
  line: number;
  sku: string;
  name: string | undefined;
  category: string | undefined;
  unit: string | undefined;
  listPriceMinor: number | undefined;
  costMinor: number | undefined;
  discontinued: boolean | undefined;
}

export interface CategoryRow {
  line: number;
  id: string;
  name: string;
}

export interface DealRow {
  line: number;
  deal: string;
  customerCode: string | undefined;
  at: string | undefined;
  salesperson: string | undefined;
  sale: SaleResult | undefined;
}

export interface DealLineRow {
  line: number;
  deal: string;
  sku: string;
  /** How much of it, in thousandths. Negative: it was returned. */
  thousandths: number | undefined;
  listPriceMinor: number | undefined;
  /** The unit price at which it was sold. */
  netPriceMinor: number | undefined;
  /** Negative: sold above the list price. */
  discountBp: number | undefined;
  /** The unit cost at the time. */
  costMinor: number | undefined;
}

/** A line that says of its deal, too. */
export type FlatRow = DealRow & DealLineRow;

const MAX_SALESPERSON = 200;
const MAX_DEAL = 60;

export const readCustomers = (file: ImportFile, context: ReadContext): Table<CustomerRow> =>
  readTable<CustomerRow>(file, context, {
    columns: CUSTOMER_COLUMNS,
    keyOf: ({ code }) => code,
    toRow: (fields) => ({
      line: fields.line,
      code: fields.key('code', MAX_CODE),
      name: fields.text('name', MAX_LONG_NAME),
      class: fields.oneOf('class', CUSTOMER_CLASSES),
      segment: fields.text('segment', MAX_SEGMENT),
      city: fields.text('city', MAX_PLACE),
      country: fields.text('country', MAX_PLACE),
      blocked: fields.flag('blocked'),
      blockedReason: fields.text('blockedReason', MAX_LONG_NAME),
      owner: fields.optionalKey('owner', MAX_SALESPERSON),
    }),
  });

/** Names of categories, by the key under which products name them. */
export const readCategories = (file: ImportFile, context: ReadContext): Table<CategoryRow> =>
  readTable<CategoryRow>(file, context, {
    columns: CATEGORY_COLUMNS,
    keyOf: ({ id }) => id,
    toRow: (fields) => ({
      line: fields.line,
      id: fields.key('id', MAX_CATEGORY),
      name: fields.key('name', MAX_CATEGORY),
    }),
  });

/** @param digits behind the decimal sign of the currency */
export const readProducts = (
  file: ImportFile,
  context: ReadContext,
  { digits, categories }: { digits: number; categories: ReadonlyMap<string, string> | null },
): Table<ProductRow> =>
  readTable<ProductRow>(file, context, {
    columns: productColumns(categories !== null),
    keyOf: ({ sku }) => sku,
    toRow: (fields) => {
      const named = fields.text('category', MAX_CATEGORY);
      const category = named === undefined || categories === null ? named : categories.get(foldKey(named));
      if (named !== undefined && category === undefined) fields.fail('category', TABLE_WORDS.noCategory);
      return {
        line: fields.line,
        sku: fields.key('sku', MAX_SKU),
        name: fields.text('name', MAX_LONG_NAME),
        category,
        unit: fields.text('unit', MAX_UNIT),
        listPriceMinor: fields.money('listPrice', digits),
        costMinor: fields.money('cost', digits),
        discontinued: fields.flag('discontinued'),
      };
    },
  });

/** Deals are always compared without leading zeros: their ids are made so. */
const ofDeals = (context: ReadContext): ReadContext => ({ ...context, keysAsWritten: false });

const dealOf = (fields: Fields): DealRow => ({
  line: fields.line,
  deal: fields.key('deal', MAX_DEAL),
  customerCode: fields.optionalKey('customer', MAX_CODE),
  at: fields.date('date'),
  salesperson: fields.optionalKey('salesperson', MAX_SALESPERSON),
  sale: fields.oneOf('sale', SALE_RESULTS),
});

type Units = { discounts: DiscountUnit | null | 'open' };

const soldOf = (
  fields: Fields,
  { digits, discounts }: Units & { digits: number },
): Omit<DealLineRow, 'line' | 'deal'> => ({
  sku: fields.key('sku', MAX_SKU),
  thousandths: fields.thousandths('quantity', MAX_QUANTITY),
  listPriceMinor: fields.money('listPrice', digits),
  netPriceMinor: fields.money('netPrice', digits),
  discountBp:
    fields.share('discount', discounts) ??
    fields.share('discountPercent', 'percent') ??
    fields.share('discountShare', 'share'),
  costMinor: fields.money('cost', digits),
});

export const readDeals = (file: ImportFile, context: ReadContext): Table<DealRow> =>
  readTable<DealRow>(file, ofDeals(context), { columns: DEAL_COLUMNS, keyOf: ({ deal }) => deal, toRow: dealOf });

export const readDealLines = (file: ImportFile, context: ReadContext, digits: number): Table<DealLineRow> =>
  readTable<DealLineRow>(file, context, {
    columns: LINE_COLUMNS,
    keyOf: null,
    toRow: (fields, units) => ({
      line: fields.line,
      deal: fields.key('deal', MAX_DEAL),
      ...soldOf(fields, { digits, ...units }),
    }),
  });

export const readFlatRows = (file: ImportFile, context: ReadContext, digits: number): Table<FlatRow> =>
  readTable<FlatRow>(file, context, {
    columns: FLAT_COLUMNS,
    keyOf: null,
    toRow: (fields, units) => ({ ...dealOf(fields), ...soldOf(fields, { digits, ...units }) }),
  });
