import { setTimeout as wait } from 'node:timers/promises';
import { type ClientSession, type Db, type MongoClient, ReadConcernLevel } from 'mongodb';
import { AUDIENCE_MIGRATION } from './data-version.ts';
import type { TenantCollectionName, TenantDocuments } from './documents.ts';
import { formIn } from './forms.ts';
import type { MigrationRecord } from './migration-documents.ts';
import { isSnapshotGone } from './mongo-errors.ts';
import { isOwned } from './owned.ts';
import { storedName } from './stored-names.ts';
import { TenantCollection } from './tenant-collection.ts';

/** A moment that can no longer be read, for example because an index was just made, is followed by one that can. */
const MAX_MOMENTS = 50;
const MOMENT_PAUSE_MS = 20;

/** How long a primary may take to learn from a majority that it still is the primary. */
const CONFIRM_MS = 5_000;

/** What the stores of all companies share. */
interface Shared {
  client: MongoClient;
  db: Db;
}

/** Everything of one company, and nothing else. */
export class TenantStore {
  readonly companyId: string;
  readonly #shared: Shared;
  readonly #session: ClientSession | undefined;

  constructor(shared: Shared, companyId: string, session?: ClientSession) {
    this.companyId = companyId;
    this.#shared = shared;
    this.#session = session;
  }

  /**
   * Whether owned documents and revocations can be found by their audience: all have it, and every writer keeps it right.
   *
   * Read as of the moment whose documents are read, and never remembered: a pull that began before the contract sees documents of
   * before it to its end, and a backup of before it may be put back under a running process.
   */
  async isFoundByAudience(): Promise<boolean> {
    const migrations = this.#shared.db.collection<MigrationRecord>('migrations', this.#levelOfReads);
    const options = this.#session === undefined ? {} : { session: this.#session };
    return (await migrations.findOne({ _id: AUDIENCE_MIGRATION }, options))?.contract === 'done';
  }

  /**
   * The driver leaves a level of the client's as it is, also in a snapshot session: without this such reads are merely of a majority,
   * each of another moment.
   */
  get #levelOfReads() {
    return this.#session?.snapshotEnabled === true ? { readConcern: { level: ReadConcernLevel.snapshot } } : {};
  }

  collection<N extends TenantCollectionName>(name: N): TenantCollection<TenantDocuments[N]> {
    const collection = this.#shared.db.collection<TenantDocuments[N]>(storedName(name), this.#levelOfReads);
    const how = { session: this.#session, form: formIn(name), isOwned: isOwned(name) };
    return new TenantCollection(collection, this.companyId, how);
  }

  /**
   * Lets `work` read everything as of one moment, and nothing later. Its first read chooses the moment, so it must not
   * start with several at once; later ones may run together. Everything acknowledged by then is included, unless the
   * primary was just elected: until a majority has a write of that primary's own, it may show an earlier moment.
   *
   * @param work runs again from the start if its moment can no longer be read
   */
  async asOfNow<T>(work: (store: TenantStore) => Promise<T>): Promise<T> {
    for (let moments = 1; ; moments += 1) {
      try {
        return await this.#shared.client.withSession({ snapshot: true }, (session) =>
          work(new TenantStore(this.#shared, this.companyId, session)),
        );
      } catch (error) {
        if (!isSnapshotGone(error) || moments === MAX_MOMENTS) throw error;
        await wait(MOMENT_PAUSE_MS);
      }
    }
  }

  /**
   * The company's position, once a majority has confirmed that the answering server is the primary and has everything
   * acknowledged: a snapshot taken after this shows it too. Costs as much as a write. 0 for an unknown company.
   */
  async confirmedPosition(): Promise<number> {
    const readConcern = { level: ReadConcernLevel.linearizable };
    const counters = this.#shared.db.collection<TenantDocuments['counters']>('counters', { readConcern });
    const own = new TenantCollection(counters, this.companyId);
    return (await own.findOne({ _id: this.companyId }, { maxTimeMS: CONFIRM_MS }))?.seq ?? 0;
  }

  /**
   * Runs `work` in one transaction, again from the start when MongoDB reports a passing conflict. `work` must keep
   * no state of its own between runs.
   */
  async transaction<T>(work: (store: TenantStore) => Promise<T>): Promise<T> {
    return this.#shared.client.withSession((session) =>
      session.withTransaction(() => work(new TenantStore(this.#shared, this.companyId, session)), {
        readConcern: { level: 'snapshot' },
        readPreference: 'primary',
        writeConcern: { w: 'majority' },
      }),
    );
  }
}
