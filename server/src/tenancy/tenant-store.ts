import { type ClientSession, type Db, type MongoClient, ReadConcernLevel } from 'mongodb';
import type { TenantCollectionName, TenantDocuments } from './documents.ts';
import { TenantCollection } from './tenant-collection.ts';

/** Everything of one company, and nothing else. */
export class TenantStore {
  readonly companyId: string;
  readonly #client: MongoClient;
  readonly #db: Db;
  readonly #session: ClientSession | undefined;

  constructor(client: MongoClient, db: Db, companyId: string, session?: ClientSession) {
    this.companyId = companyId;
    this.#client = client;
    this.#db = db;
    this.#session = session;
  }

  collection<N extends TenantCollectionName>(name: N): TenantCollection<TenantDocuments[N]> {
    // The driver leaves a level of the client's as it is, also in a snapshot session: without this such reads are merely
    // of a majority, each of another moment.
    const options =
      this.#session?.snapshotEnabled === true ? { readConcern: { level: ReadConcernLevel.snapshot } } : {};
    const collection = this.#db.collection<TenantDocuments[N]>(name, options);
    return new TenantCollection(collection, this.companyId, this.#session);
  }

  /**
   * Lets `work` read, also several things at once, as everything stood at one moment: all that was acknowledged by then,
   * and nothing that came later.
   */
  async asOfNow<T>(work: (store: TenantStore) => Promise<T>): Promise<T> {
    return this.#client.withSession({ snapshot: true }, (session) =>
      work(new TenantStore(this.#client, this.#db, this.companyId, session)),
    );
  }

  /**
   * Runs `work` in one transaction, again from the start when MongoDB reports a passing conflict. `work` must keep
   * no state of its own between runs.
   */
  async transaction<T>(work: (store: TenantStore) => Promise<T>): Promise<T> {
    return this.#client.withSession((session) =>
      session.withTransaction(() => work(new TenantStore(this.#client, this.#db, this.companyId, session)), {
        readConcern: { level: 'snapshot' },
        writeConcern: { w: 'majority' },
      }),
    );
  }
}
