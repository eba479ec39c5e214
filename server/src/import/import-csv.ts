import type { Customer, CustomerClass } from '@marginiq/contract/customer';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Product } from '@marginiq/contract/product';
import { SYSTEM } from '@marginiq/domain/decision';
import { auditEntry } from '../commands/audit-entry.ts';
import { DecisionState, personOf } from '../commands/decision-state.ts';
import type { Clock } from '../services.ts';
import { commit } from '../tenancy/commit.ts';
import { fromStored, toStored } from '../tenancy/documents.ts';
import { GatheredReads } from '../tenancy/gathered-reads.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { dealId } from './deal-id.ts';
import { type Plan, planCustomers, planProducts } from './plan-catalogue.ts';
import { planDeals } from './plan-deals.ts';
import { type Problem, Problems } from './problem.ts';
import {
  type ImportFile,
  type ReadRows,
  readCategories,
  readCustomers,
  readDealLines,
  readDeals,
  readProducts,
} from './rows.ts';
import { Salespeople } from './salespeople.ts';

export interface ImportFiles {
  customers?: ImportFile | undefined;
  products?: ImportFile | undefined;
  categories?: ImportFile | undefined;
  /** Past deals come as two files: one row a deal, and one row a line of it. */
  deals?: ImportFile | undefined;
  dealLines?: ImportFile | undefined;
}

export interface ImportOptions {
  dryRun: boolean;
  /** Cost as a share of the list price, for files without costs. */
  costShareBp: number | null;
  /** Of new customers whose file names no class. */
  defaultClass: CustomerClass;
}

export interface ImportCounts {
  created: number;
  updated: number;
  unchanged: number;
}

export interface ImportReport {
  dryRun: boolean;
  /** False where nothing was written: a dry run, a problem, or nothing new. */
  written: boolean;
  counts: Record<'customers' | 'products' | 'deals', ImportCounts>;
  problems: Problem[];
  /** Columns that mean nothing here, by file. */
  ignored: Record<string, string[]>;
  /** Lines with unquoted commas that were taken for text, by file. */
  mended: Record<string, number[]>;
}

type Notes = Pick<ImportReport, 'ignored' | 'mended'>;

interface Plans {
  customers: Plan<Customer>;
  products: Plan<Product>;
  deals: Plan<DiscountRequest>;
}

const all = async <T extends { id: string }>(store: TenantStore, name: 'customers' | 'products'): Promise<T[]> =>
  (await store.collection(name).find({})).map((stored) => fromStored<T>(stored as never));

const digitsOf = (currency: string) =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** Reads the files, and the company as it stands, and says what would change. Writes nothing. */
async function makePlans(
  store: TenantStore,
  files: ImportFiles,
  { options, clock, problems, notes }: { options: ImportOptions; clock: Clock; problems: Problems; notes: Notes },
): Promise<Plans | null> {
  const state = await DecisionState.load(new GatheredReads(store), [], []);
  const { company, ruleSet, governance, statistics } = state;
  const about = (reason: string) => problems.add({ file: '-', line: 0, column: null, value: null, reason });
  if (company === null) {
    about('the company does not exist');
    return null;
  }
  const digits = digitsOf(company.currency);
  const read = <T>(file: ImportFile | undefined, reader: (given: ImportFile) => ReadRows<T>): T[] => {
    if (file === undefined) return [];
    const { rows, ignored, mended } = reader(file);
    if (ignored.length > 0) notes.ignored[file.name] = ignored;
    if (mended.length > 0) notes.mended[file.name] = mended;
    return rows;
  };
  const categories = files.categories === undefined ? null : readCategories(files.categories, problems);
  const { costShareBp } = options;
  const customerRows = read(files.customers, (file) => readCustomers(file, problems));
  const productRows = read(files.products, (file) => readProducts(file, problems, { digits, costShareBp, categories }));
  const deals = read(files.deals, (file) => readDeals(file, problems));
  const lines = read(files.dealLines, (file) => readDealLines(file, problems, digits));

  // A file that could not be read at all would make every row that refers to it look wrong.
  if (problems.found.some(({ line }) => line === 1)) return null;
  const people = (await store.collection('users').find({})).map(personOf);
  const keys = [...deals.map(({ salesperson }) => salesperson), ...customerRows.map(({ ownerEmail }) => ownerEmail)];
  const salespeople = new Salespeople(people, keys);
  if (salespeople.none) about('the company has no active salesperson with a team; customers and deals need an owner');

  const scope = { companyId: store.companyId, newId: clock.newId };
  const products = planProducts(await all<Product>(store, 'products'), productRows, scope);
  const customers = planCustomers(await all<Customer>(store, 'customers'), customerRows, {
    ...scope,
    file: files.customers?.name ?? '',
    salespeople,
    deals,
    defaultClass: options.defaultClass,
    problems,
  });
  const none: Plan<DiscountRequest> = { changes: [], created: 0, updated: 0, unchanged: 0, byKey: new Map() };
  if (files.deals === undefined || files.dealLines === undefined) return { customers, products, deals: none };
  if (ruleSet === null || governance === null || statistics === null) {
    about('the company has no rules in force; past deals are evaluated by them');
    return null;
  }
  const ids = deals.map(({ deal, at }) => dealId(store.companyId, deal, at));
  const stored = await store.collection('discountRequests').findByIds(ids);
  const existing = new Map([...stored].map(([id, request]) => [id, fromStored<DiscountRequest>(request)]));
  const world = {
    company,
    ruleSet,
    governance,
    statistics,
    customers: customers.byKey,
    products: products.byKey,
    salespeople,
  };
  const dealFiles = { dealsFile: files.deals.name, deals, linesFile: files.dealLines.name, lines };
  return { customers, products, deals: planDeals(dealFiles, { world, existing, problems }) };
}

const counts = ({ created, updated, unchanged }: ImportCounts): ImportCounts => ({ created, updated, unchanged });
const NOTHING: ImportCounts = { created: 0, updated: 0, unchanged: 0 };

/** Thrown inside the transaction to leave it without writing; never seen outside. */
class NothingToWrite extends Error {}

/**
 * Imports customers, products and past deals from CSV: all of it or nothing. With one bad row nothing is written and
 * every bad row is listed. Running it again changes nothing.
 */
export async function importCsv(
  store: TenantStore,
  files: ImportFiles,
  { options, clock }: { options: ImportOptions; clock: Clock },
): Promise<ImportReport> {
  const report: ImportReport = {
    dryRun: options.dryRun,
    written: false,
    counts: { customers: NOTHING, products: NOTHING, deals: NOTHING },
    problems: [],
    ignored: {},
    mended: {},
  };
  const planned = async (inside: TenantStore): Promise<Plans | null> => {
    const problems = new Problems();
    const plans = await makePlans(inside, files, { options, clock, problems, notes: report });
    report.problems = problems.found;
    if (plans === null) return null;
    const { customers, products, deals } = plans;
    report.counts = { customers: counts(customers), products: counts(products), deals: counts(deals) };
    const changes = customers.changes.length + products.changes.length + deals.changes.length;
    return problems.found.length > 0 || changes === 0 ? null : plans;
  };

  if (options.dryRun) {
    await planned(store);
    return report;
  }
  try {
    // Planned inside the commit: what somebody changes meanwhile makes it run anew, and is never overwritten.
    await commit(store, async (unit) => {
      const plans = await planned(unit.store);
      if (plans === null) throw new NothingToWrite();
      for (const customer of plans.customers.changes) unit.put('customers', toStored(customer));
      for (const product of plans.products.changes) unit.put('products', toStored(product));
      for (const deal of plans.deals.changes) unit.put('discountRequests', toStored(deal));
      const at = clock.now();
      const id = clock.newId();
      const { companyId } = store;
      unit.insert('imports', { _id: id, companyId, at, counts: report.counts });
      const entry = auditEntry({ id, companyId, at, action: 'import.csv', actor: SYSTEM }, { after: report.counts });
      unit.insert('auditLogs', toStored(entry));
    });
    report.written = true;
  } catch (error) {
    if (!(error instanceof NothingToWrite)) throw error;
  }
  return report;
}
