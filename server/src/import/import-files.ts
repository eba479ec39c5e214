import { readFlatOrders } from './flat-orders.ts';
import { foldKey } from './keys.ts';
import { Problems } from './problem.ts';
import type { ImportFile, ReadContext, Table } from './read-table.ts';
import {
  type CustomerRow,
  type DealLineRow,
  type DealRow,
  type ProductRow,
  readCategories,
  readCustomers,
  readDealLines,
  readDeals,
  readProducts,
} from './rows.ts';

/** The files of one import, in the order in which they are read and reported. */
export const FILE_KINDS = ['customers', 'categories', 'products', 'deals', 'dealLines'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** Past deals come as two files, one row a deal and one row a line of it; or as one, in which each line repeats its deal. */
export type ImportFiles = Partial<Record<FileKind, ImportFile | undefined>>;

export interface FilesRead {
  customers: Table<CustomerRow>;
  products: Table<ProductRow>;
  /** Null if the files hold no deals. */
  deals: { deals: Table<DealRow>; lines: Table<DealLineRow> } | null;
  problems: Problems;
  /** Every file that was read, by kind. */
  tables: Partial<Record<FileKind, Table<unknown>>>;
}

const emptyTable = <T>(): Table<T> => ({
  file: '',
  format: null,
  columns: new Set(),
  rows: [],
  faulty: [],
  ignored: [],
  mended: [],
});

/** Reads all files whole. Nothing of the company is looked at but its currency. */
export function readFiles(
  files: ImportFiles,
  { digits, ...given }: Omit<ReadContext, 'problems'> & { digits: number },
): FilesRead {
  const problems = new Problems();
  const context: ReadContext = { ...given, problems };
  const tables: FilesRead['tables'] = {};
  const read = <T>(kind: FileKind, reader: (file: ImportFile) => Table<T>): Table<T> => {
    const file = files[kind];
    if (file === undefined) return emptyTable();
    const table = reader(file);
    tables[kind] = table;
    return table;
  };
  const customers = read('customers', (file) => readCustomers(file, context));
  const categories = read('categories', (file) => readCategories(file, context));
  // Categories that could not be read say nothing of the products' keys.
  const names = categories.format === null ? null : new Map(categoryNames(categories));
  const products = read('products', (file) => readProducts(file, context, { digits, categories: names }));
  const dealsOf = (file: ImportFile): FilesRead['deals'] => {
    if (files.dealLines === undefined) {
      const flat = readFlatOrders(file, context, digits);
      tables.deals = flat.deals;
      return flat;
    }
    const deals = read('deals', (one) => readDeals(one, context));
    return { deals, lines: read('dealLines', (one) => readDealLines(one, context, digits)) };
  };
  return { customers, products, deals: files.deals === undefined ? null : dealsOf(files.deals), problems, tables };
}

const categoryNames = ({ rows, faulty }: Table<{ id: string; name: string }>) =>
  [...faulty, ...rows].map(({ id, name }) => [foldKey(id), name] as const);
