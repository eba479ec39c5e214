import type { ClientSession, Db, MongoClient } from 'mongodb';
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
    const collection = this.#db.collection<TenantDocuments[N]>(name);
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
