import type { Id } from '@marginiq/contract/scalars';
import type { TenantCollectionName, TenantDocuments } from './documents.ts';
import { isDuplicateKey } from './duplicate-key.ts';
import type { TenantStore } from './tenant-store.ts';

/** The tenant collections whose documents carry a cursor position. */
type SyncedName = {
  [N in TenantCollectionName]: TenantDocuments[N] extends { seq: number; companyId: Id } ? N : never;
}[TenantCollectionName];
export type SyncedCollectionName = Exclude<SyncedName, 'counters'>;

const MAX_ATTEMPTS = 3;

/** The company has no counter: it was never set up, or its data is gone. */
export class UnknownCompanyError extends Error {
  override name = 'UnknownCompanyError';
}

/**
 * The unit of work of one commit. Documents are put aside and written together at the end, each with a position
 * of its own, so that a page of changes can be cut anywhere.
 *
 * The counter is read first and moved last, inside the same transaction: whoever commits in between makes this
 * transaction conflict and run anew, so commit order is cursor order on any number of servers (law 3).
 */
export class Commit {
  readonly store: TenantStore;
  #seq: number;
  readonly #start: number;
  readonly #puts = new Map<SyncedCollectionName, Map<string, TenantDocuments[SyncedCollectionName]>>();
  readonly #inserts = new Map<TenantCollectionName, TenantDocuments[TenantCollectionName][]>();

  constructor(store: TenantStore, seq: number) {
    this.store = store;
    this.#start = seq;
    this.#seq = seq;
  }

  /** Puts a synced document aside with the next position. The last one put under an id is the one written. */
  put<N extends SyncedCollectionName>(name: N, document: TenantDocuments[N]): TenantDocuments[N] {
    this.#seq += 1;
    const placed = { ...document, seq: this.#seq };
    const documents = this.#puts.get(name) ?? new Map();
    documents.set(placed._id, placed);
    this.#puts.set(name, documents);
    return placed;
  }

  /** Puts a document aside that is written once and never synced: an outcome, an audit entry. */
  insert<N extends TenantCollectionName>(name: N, document: TenantDocuments[N]): void {
    const documents = this.#inserts.get(name) ?? [];
    documents.push(document);
    this.#inserts.set(name, documents);
  }

  async flush(): Promise<number> {
    if (this.#seq > this.#start) {
      const before = await this.store
        .collection('counters')
        .updateOne({ _id: this.store.companyId, seq: this.#start }, { $set: { seq: this.#seq } });
      if (before === null) throw new Error('the counter moved inside a transaction that read it');
    }
    for (const [name, documents] of this.#puts) {
      await this.store.collection(name).replaceMany([...documents.values()] as never);
    }
    for (const [name, documents] of this.#inserts) {
      await this.store.collection(name).insertMany(documents as never);
    }
    return this.#seq;
  }
}

/**
 * Commits what `work` puts aside, all or nothing. `work` may run more than once.
 * @returns what `work` returned, and the company's position after the commit
 * @throws UnknownCompanyError
 */
export async function commit<T>(
  store: TenantStore,
  work: (commit: Commit) => Promise<T>,
): Promise<{ result: T; seq: number }> {
  const attempt = () =>
    store.transaction(async (inTransaction) => {
      const counter = await inTransaction.collection('counters').findById(store.companyId);
      if (counter === null) throw new UnknownCompanyError(`company ${store.companyId} has no counter`);
      const unit = new Commit(inTransaction, counter.seq);
      const result = await work(unit);
      return { result, seq: await unit.flush() };
    });
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      // Two servers were handed the same command at once. The other one committed it: read again, and find it.
      if (!isDuplicateKey(error) || attempts === MAX_ATTEMPTS) throw error;
    }
  }
}
