import { commit } from '../tenancy/commit.ts';
import { Database } from '../tenancy/database.ts';
import { storedName } from '../tenancy/stored-names.ts';
import { startTestApi, type TestApi } from './test-api.ts';
import { TestClock } from './test-clock.ts';
import { createTestCompany, type TestCompany } from './test-company.ts';
import { createTestDatabase, type TestDatabase, testMongoUri } from './test-database.ts';
import { TestDevice } from './test-device.ts';
import { TestReader } from './test-reader.ts';

export const NAMES = ['Anna', 'Bert', 'Carla', 'Mona', 'Sven', 'Ada'] as const;
export const OWNED = ['customers', 'discountRequests'] as const;

/** A database in which a former release has made companies, and a process of this one that was started beside it. */
export class FormerInstallation implements AsyncDisposable {
  readonly test: TestDatabase;
  readonly database: Database;
  readonly api: TestApi;
  readonly company: TestCompany;

  private constructor(of: Pick<FormerInstallation, 'test' | 'database' | 'api' | 'company'>) {
    this.test = of.test;
    this.database = of.database;
    this.api = of.api;
    this.company = of.company;
  }

  static async create(): Promise<FormerInstallation> {
    const test = await createTestDatabase();
    const database = await Database.connect(testMongoUri(), test.name);
    await database.ensureIndexes();
    const company = await createTestCompany({ database });
    for (const name of OWNED) await test.raw.collection(name).updateMany({}, { $unset: { audience: true } });
    return new FormerInstallation({
      test,
      database,
      company,
      api: await startTestApi({ database: test, clock: new TestClock() }),
    });
  }

  async readers() {
    return Promise.all(
      NAMES.map(async (name) => {
        const device = await TestDevice.register(this.company, this.company.person(name));
        return { name, device, reader: new TestReader(device) };
      }),
    );
  }

  async handOver(customerId: string, to: (typeof NAMES)[number]): Promise<number[]> {
    const { id: ownerId, teamId } = this.company.person(to);
    const { written } = await commit(this.company.store, async (unit) => {
      const former = await unit.store.collection('customers').findById(customerId);
      if (former !== null) unit.put('customers', { ...former, ownerId, teamId }, former);
    });
    return written.map(({ document }) => document.seq);
  }

  /** The way a former release does it: the stored audience stays as it was, or absent, and revocations have none. */
  async handOverAsFormer(customerId: string, to: (typeof NAMES)[number]): Promise<void> {
    const customers = this.test.raw.collection<{ _id: string; audience?: string[] }>('customers');
    const _id = `${this.company.id}:${customerId}`;
    const audience = (await customers.findOne({ _id }))?.audience;
    const seqs = await this.handOver(customerId, to);
    await customers.updateOne(
      { _id },
      audience === undefined ? { $unset: { audience: true } } : { $set: { audience } },
    );
    const own = { companyId: this.company.id, seq: { $in: seqs } };
    await this.test.raw
      .collection(storedName('revocations'))
      .updateMany(own, { $unset: { audience: true, remaining: true } });
  }

  lacking(): Promise<number> {
    const counts = [...OWNED, 'revocations'].map((name) =>
      this.test.raw.collection(storedName(name)).countDocuments({ audience: null }),
    );
    return Promise.all(counts).then((all) => all.reduce((sum, count) => sum + count, 0));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.api.stop();
    await this.database.close();
    await this.test[Symbol.asyncDispose]();
  }
}
