import { MongoBackend } from '@agendajs/mongo-backend';
import { type ChangeStream, type Db, type DbOptions, MongoClient, ReadConcern, ReadPreference } from 'mongodb';
import type { AttemptRecord, CounterRecord, EndedSessionRecord, LoginRecord } from './documents.ts';
import { ensureIndexes } from './indexes.ts';
import { TenantStore } from './tenant-store.ts';

const PING_TIMEOUT_MS = 3_000;

/**
 * What the laws rest on, whatever the address asks for: a cursor is only right if it comes from the primary and from what a
 * majority has, and an outcome is only told once a majority has it. An option of the database wins over the address.
 */
const PRIMARY_AND_MAJORITY: DbOptions = {
  readPreference: ReadPreference.primary,
  readConcern: new ReadConcern('majority'),
  writeConcern: { w: 'majority' },
};

/** MongoDB cannot be used. The message says what to do. */
export class DatabaseUnavailableError extends Error {
  override name = 'DatabaseUnavailableError';
}

/**
 * The door to MongoDB. Company data is reached by `tenant(companyId)` alone; what is global by necessity has a
 * method of its own here.
 */
export class Database {
  readonly #client: MongoClient;
  readonly #db: Db;

  private constructor(client: MongoClient, name: string) {
    this.#client = client;
    this.#db = client.db(name, PRIMARY_AND_MAJORITY);
  }

  /** @throws DatabaseUnavailableError when nothing answers, or what answers cannot be relied on. */
  static async connect(uri: string, name: string): Promise<Database> {
    const client = new MongoClient(uri, {
      serverSelectionTimeoutMS: 10_000,
      ignoreUndefined: true,
    });
    try {
      await client.connect();
      const hello = await client.db('admin').command({ hello: 1 });
      if (hello.setName === undefined && hello.msg !== 'isdbgrid') {
        throw new DatabaseUnavailableError(
          'MONGODB_URI names a single MongoDB server. MarginIQ needs a replica set (one member will do) or a sharded cluster, because it commits in transactions: start mongod with --replSet and run rs.initiate() once.',
        );
      }
      // The driver then takes whatever that member says, also while another one is the primary.
      const members = [...(hello.hosts ?? []), ...(hello.passives ?? [])].length;
      if (client.options.directConnection && members > 1) {
        throw new DatabaseUnavailableError(
          `MONGODB_URI asks for a direct connection to one of the ${members} members of a replica set, which may answer from old data. Remove directConnection, so that the primary is found.`,
        );
      }
    } catch (error) {
      await client.close();
      if (error instanceof DatabaseUnavailableError) throw error;
      const cause = error instanceof Error ? error.message : String(error);
      throw new DatabaseUnavailableError(
        `MongoDB at MONGODB_URI does not answer (${cause}). Check the address and that it runs.`,
      );
    }
    return new Database(client, name);
  }

  tenant(companyId: string): TenantStore {
    return new TenantStore(this.#client, this.#db, companyId);
  }

  ensureIndexes(): Promise<void> {
    return ensureIndexes(this.#db);
  }

  async ping(): Promise<void> {
    // A signal, because `timeoutMS` of a single command does not bound the driver's search for a server.
    await this.#client.db('admin').command({ ping: 1 }, { signal: AbortSignal.timeout(PING_TIMEOUT_MS) });
  }

  /** Global: who may try to sign in where. */
  get logins() {
    return this.#db.collection<LoginRecord>('logins');
  }

  /** Global: how often passwords were guessed. */
  get attempts() {
    return this.#db.collection<AttemptRecord>('signInAttempts');
  }

  /** Global: for jobs that go through the companies one by one, each by its own store. */
  async companyIds(): Promise<string[]> {
    const companies = this.#db.collection<{ companyId: string }>('companies');
    return (await companies.find({}, { projection: { companyId: 1 } }).toArray()).map(({ companyId }) => companyId);
  }

  /**
   * Global: the companies in which something is half done, an import or what a person's change takes along, whether by a process
   * that is at it or by one that ended. Asked every minute, so it reads no more than there are of these.
   */
  async companyIdsHalfDone(): Promise<string[]> {
    const any = { $gt: '' };
    const [imports, staging, users] = ['imports', 'importStaging', 'users'].map((name) => this.#db.collection(name));
    const found = await Promise.all([
      imports?.distinct('companyId', { companyId: any, state: 'publishing' }),
      staging?.distinct('companyId', { companyId: any }),
      users?.distinct('companyId', { companyId: any, 'workMove.at': any }),
    ]);
    return [...new Set(found.flat() as string[])];
  }

  async companyIdBySlug(slug: string): Promise<string | null> {
    const found = await this.#db.collection<{ companyId: string; slug: string }>('companies').findOne({ slug });
    return found?.companyId ?? null;
  }

  /** Global: the counters of all companies, for the change feed. Carries positions, never data. */
  watchCounters(resumeAfter: unknown): ChangeStream<CounterRecord> {
    const pipeline = [
      { $match: { operationType: 'update' } },
      {
        $project: {
          documentKey: 1,
          operationType: 1,
          'updateDescription.updatedFields.seq': 1,
          'updateDescription.updatedFields.epoch': 1,
        },
      },
    ];
    return this.#db
      .collection<CounterRecord>('counters')
      .watch(pipeline, resumeAfter === undefined ? {} : { resumeAfter });
  }

  /** Global: which sessions end, of whichever company. Carries ids, never data. */
  watchEndedSessions(resumeAfter: unknown): ChangeStream<EndedSessionRecord> {
    const pipeline = [
      { $match: { operationType: { $in: ['insert', 'replace'] } } },
      { $project: { documentKey: 1, operationType: 1 } },
    ];
    return this.#db
      .collection<EndedSessionRecord>('endedSessions')
      .watch(pipeline, resumeAfter === undefined ? {} : { resumeAfter });
  }

  /** Global: the jobs of all workers. */
  jobsBackend(): MongoBackend {
    return new MongoBackend({ mongo: this.#db, collection: 'jobs' });
  }

  /** Everything, for tests and for a demo that is made anew. */
  async drop(): Promise<void> {
    await this.#db.dropDatabase();
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}
