import { MongoBackend } from '@agendajs/mongo-backend';
import type { Instant } from '@marginiq/contract/scalars';
import { type ChangeStream, type Db, type DbOptions, MongoClient, ReadConcern, ReadPreference } from 'mongodb';
import { givesWay, isHeld } from './company-lease.ts';
import { DATA_VERSION, requireKnownContracts } from './data-version.ts';
import { DatabaseUnavailableError } from './database-unavailable.ts';
import type {
  AttemptRecord,
  CounterRecord,
  EndedSessionRecord,
  LeaseRecord,
  LoginRecord,
  MaintenanceRecord,
  TenantCollectionName,
} from './documents.ts';
import { ensureIndexes } from './indexes.ts';
import type { MigrationRecord, ProcessRecord } from './migration-documents.ts';
import { SchemaDoor } from './schema-door.ts';
import { storedName } from './stored-names.ts';
import { TenantStore } from './tenant-store.ts';

/** Before what leases are on beside companies. */
const INSTALLATION = 'installation ';

const PING_TIMEOUT_MS = 3_000;

/**
 * What the laws depend on, whatever the address asks for: a cursor is only correct if it comes from the primary and from
 * what a majority has, and an outcome is announced only once a majority has it. These options of the database override the
 * address.
 */
const PRIMARY_AND_MAJORITY: DbOptions = {
  readPreference: ReadPreference.primary,
  readConcern: new ReadConcern('majority'),
  writeConcern: { w: 'majority' },
};

/**
 * The door to MongoDB. Company data is reached by `tenant(companyId)` alone; what is global by necessity has a
 * method of its own here.
 */
export class Database {
  readonly #client: MongoClient;
  readonly #db: Db;
  /** The newest migration that this program knows. */
  readonly dataVersion: number;

  private constructor(client: MongoClient, { name, dataVersion }: { name: string; dataVersion: number }) {
    this.#client = client;
    this.#db = client.db(name, PRIMARY_AND_MAJORITY);
    this.dataVersion = dataVersion;
  }

  /**
   * @throws DatabaseUnavailableError when nothing answers, what answers cannot be relied on, or its data is for a newer
   * release.
   */
  static async connect(uri: string, name: string, { dataVersion = DATA_VERSION } = {}): Promise<Database> {
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
    const database = new Database(client, { name, dataVersion });
    try {
      await database.requireOwnRelease();
    } catch (error) {
      await client.close();
      throw error;
    }
    return database;
  }

  /** @throws WrongReleaseError once a newer release has removed what this one needs, or has begun to */
  requireOwnRelease(): Promise<void> {
    return requireKnownContracts(this.migrations, this.dataVersion);
  }

  tenant(companyId: string): TenantStore {
    return new TenantStore({ client: this.#client, db: this.#db }, companyId);
  }

  /**
   * Beside the companies: for leases on what concerns all of them. Called like no company, whose ids are uuids.
   * @param what as in `schema`
   */
  installation(what: string): TenantStore {
    return this.tenant(`${INSTALLATION}${what}`);
  }

  schema(): SchemaDoor {
    return new SchemaDoor(this.#db);
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

  /** Global: whether there is maintenance. */
  get maintenance() {
    return this.#db.collection<MaintenanceRecord>('maintenance');
  }

  /** Global: what was done of each migration. */
  get migrations() {
    return this.#db.collection<MigrationRecord>('migrations');
  }

  /** Global: the processes that are running. */
  get processes() {
    return this.#db.collection<ProcessRecord>('processes');
  }

  /**
   * Global: the companies that have documents of this collection without this field, one by one. With an index on company and
   * field of those documents alone (`migrations/expand.ts`) each step reads one key, and where nothing is lacking, none.
   */
  async *companyIdsLacking(collection: TenantCollectionName, field: string): AsyncGenerator<string> {
    const documents = this.#db.collection<{ companyId: string }>(storedName(collection));
    for (let last = ''; ; ) {
      const lacking = { companyId: { $gt: last }, [field]: null };
      const found = await documents.findOne(lacking, { sort: { companyId: 1 }, projection: { companyId: 1 } });
      if (found === null) return;
      last = found.companyId;
      yield last;
    }
  }

  /** Global: which companies somebody does long work on now, an import say. Not work that gives way at any moment. */
  async companyIdsLeased(now: Instant): Promise<string[]> {
    const leases = await this.#db
      .collection<LeaseRecord>('leases')
      .find({ holder: { $ne: null } })
      .toArray();
    const held = leases.filter((lease) => !givesWay(lease) && isHeld(lease, now)).map(({ companyId }) => companyId);
    return held.filter((companyId) => !companyId.startsWith(INSTALLATION));
  }

  /** Global: the companies for which something is due before this moment, the longest due first. */
  async companiesDue(before: Instant, limit: number): Promise<{ companyId: string; wakeAt: Instant }[]> {
    const due = { wakeAt: { $lt: before } };
    const counters = this.#db.collection<Pick<CounterRecord, 'companyId'> & { wakeAt: Instant }>('counters');
    return counters
      .find(due, { sort: { wakeAt: 1 }, limit, projection: { _id: 0, companyId: 1, wakeAt: 1 } })
      .toArray();
  }

  /** Global: whether there is no company yet. */
  async isEmpty(): Promise<boolean> {
    return (await this.#db.collection('companies').findOne({}, { projection: { _id: 1 } })) === null;
  }

  /** Global: for jobs that go through the companies one by one, each by its own store. */
  async companyIds(): Promise<string[]> {
    const companies = this.#db.collection<{ companyId: string }>('companies');
    return (await companies.find({}, { projection: { companyId: 1 } }).toArray()).map(({ companyId }) => companyId);
  }

  /**
   * Global: the companies with unfinished work, an import or what a person's change takes along, whether a process is working on
   * it or has ended. Queried every minute, so it reads only as many entries as there are of these.
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

  /** Everything, for tests and for a demo that is rebuilt. */
  async drop(): Promise<void> {
    await this.#db.dropDatabase();
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}
