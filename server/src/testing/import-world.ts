import { type ImportSetting, importCsv } from '../import/import-csv.ts';
import type { ImportFiles } from '../import/import-files.ts';
import type { ImportReport } from '../import/import-report.ts';
import type { ImportOptions } from '../import/make-plans.ts';
import { prepareStorage } from '../migrations/prepare.ts';
import { Database } from '../tenancy/database.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { TestClock } from './test-clock.ts';
import { createTestCompany, type TestCompany } from './test-company.ts';
import { createTestDatabase, type TestDatabase, testMongoUri } from './test-database.ts';

export type CsvTexts = Partial<Record<keyof ImportFiles, string>>;

/** Files as somebody hands them in: `customers.csv` and so on. Discounts are shares, as in most of the tests. */
export function filesOf(texts: CsvTexts): ImportFiles {
  return Object.fromEntries(
    Object.entries(texts).map(([kind, text]) => [
      kind,
      { name: `${kind}.csv`, content: new TextEncoder().encode(text), stated: { discounts: 'share' } },
    ]),
  );
}

/** A database for companies to import into. */
export class ImportDatabase implements AsyncDisposable {
  readonly test: TestDatabase;
  readonly #database: Database;

  private constructor(test: TestDatabase, database: Database) {
    this.test = test;
    this.#database = database;
  }

  static async create(): Promise<ImportDatabase> {
    const test = await createTestDatabase();
    const database = await Database.connect(testMongoUri(), test.name);
    await prepareStorage(database, { clock: new TestClock() });
    return new ImportDatabase(test, database);
  }

  /** A company of its own, in which nothing was imported yet. */
  async world(): Promise<ImportWorld> {
    return new ImportWorld(await createTestCompany({ database: this.#database }), this.test);
  }

  /** Another store of the same company, as another process has it. */
  store({ company }: ImportWorld): TenantStore {
    return this.#database.tenant(company.id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database.close();
    await this.test[Symbol.asyncDispose]();
  }
}

/** A company to import into. */
export class ImportWorld {
  readonly clock = new TestClock();
  readonly company: TestCompany;
  readonly test: TestDatabase;

  constructor(company: TestCompany, test: TestDatabase) {
    this.company = company;
    this.test = test;
  }

  get store(): TenantStore {
    return this.company.store;
  }

  run(
    texts: CsvTexts,
    options: Partial<ImportOptions> = {},
    setting: Partial<ImportSetting> = {},
  ): Promise<ImportReport> {
    return importCsv(this.store, filesOf(texts), { ...this.setting(options), ...setting });
  }

  setting(options: Partial<ImportOptions> = {}): ImportSetting {
    const all: ImportOptions = { dryRun: false, costShareBp: 6_500, defaultClass: 'B', ...options };
    return { options: all, clock: this.clock, operator: 'operator pat' };
  }

  customer(code: string) {
    return this.store.collection('customers').findOne({ code });
  }

  product(sku: string) {
    return this.store.collection('products').findOne({ sku });
  }

  /** The deals that were imported under a number. */
  deals(number: string) {
    return this.store.collection('discountRequests').find({ 'steps.0.note': `Imported deal ${number}` } as never);
  }

  /** Everything of the company but who held its lease, as text. */
  async dump(): Promise<string> {
    const names = (await this.test.raw.listCollections().toArray()).map(({ name }) => name).sort();
    const found = [];
    for (const name of names.filter((one) => one !== 'leases')) {
      const documents = this.test.raw.collection(name).find({ companyId: this.company.id });
      found.push(name, await documents.sort({ _id: 1 }).toArray());
    }
    return JSON.stringify(found);
  }
}
