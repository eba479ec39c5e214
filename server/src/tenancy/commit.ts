import type { Id } from '@marginiq/contract/scalars';
import type { TenantCollectionName, TenantDocuments } from './documents.ts';
import { isDuplicateKey } from './duplicate-key.ts';
import { audienceOf, isOwned, revocation } from './revocation.ts';
import type { TenantStore } from './tenant-store.ts';

/** The tenant collections whose documents carry a cursor position. */
type SyncedName = {
  [N in TenantCollectionName]: TenantDocuments[N] extends { seq: number; companyId: Id } ? N : never;
}[TenantCollectionName];
export type SyncedCollectionName = Exclude<SyncedName, 'counters'>;

/** A synced document that a commit wrote, with its position. */
export type Written = { [N in SyncedCollectionName]: { name: N; document: TenantDocuments[N] } }[SyncedCollectionName];

/** What a commit did: the company went from position `after` to `seq` by writing `written`, in that order. */
export interface CommitNews {
  after: number;
  seq: number;
  written: Written[];
}

interface Put {
  document: TenantDocuments[SyncedCollectionName];
  /** As it stood before: null for a new one, undefined where the caller did not look. */
  former: TenantDocuments[SyncedCollectionName] | null | undefined;
}

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
  readonly #puts = new Map<SyncedCollectionName, Map<string, Put>>();
  readonly #inserts = new Map<TenantCollectionName, TenantDocuments[TenantCollectionName][]>();

  constructor(store: TenantStore, seq: number) {
    this.store = store;
    this.#start = seq;
    this.#seq = seq;
  }

  /**
   * Puts a synced document aside with the next position. The last one put under an id is the one written.
   * @param former as it stands in this transaction, null where there is none; left out, it is looked up where it matters
   */
  put<N extends SyncedCollectionName>(
    name: N,
    document: TenantDocuments[N],
    former?: TenantDocuments[N] | null,
  ): TenantDocuments[N] {
    this.#seq += 1;
    const placed = { ...document, seq: this.#seq };
    const puts = this.#puts.get(name) ?? new Map<string, Put>();
    const before = puts.get(placed._id);
    puts.set(placed._id, { document: placed, former: before === undefined ? former : before.former });
    this.#puts.set(name, puts);
    return placed;
  }

  /** Puts a document aside that is written once and never synced: an outcome, an audit entry. */
  insert<N extends TenantCollectionName>(name: N, document: TenantDocuments[N]): void {
    const documents = this.#inserts.get(name) ?? [];
    documents.push(document);
    this.#inserts.set(name, documents);
  }

  async flush(): Promise<CommitNews> {
    for (const name of [...this.#puts.keys()].filter(isOwned)) await this.#revoke(name);
    if (this.#seq > this.#start) {
      const before = await this.store
        .collection('counters')
        .updateOne({ _id: this.store.companyId, seq: this.#start }, { $set: { seq: this.#seq } });
      if (before === null) throw new Error('the counter moved inside a transaction that read it');
    }
    const written: Written[] = [];
    for (const [name, puts] of this.#puts) {
      const all = [...puts.values()];
      const isNew = ({ former }: Put) => former === null;
      const documents = (some: Put[]) => some.map(({ document }) => document) as never;
      await this.store.collection(name).insertMany(documents(all.filter(isNew)));
      await this.store.collection(name).replaceMany(documents(all.filter((put) => !isNew(put))));
      written.push(...all.map(({ document }) => ({ name, document }) as Written));
    }
    for (const [name, documents] of this.#inserts) {
      await this.store.collection(name).insertMany(documents as never);
    }
    written.sort((a, b) => a.document.seq - b.document.seq);
    return { after: this.#start, seq: this.#seq, written };
  }

  /** Whoever loses sight of a document by this commit is told in this commit. */
  async #revoke(name: 'customers' | 'discountRequests'): Promise<void> {
    const puts = [...(this.#puts.get(name)?.values() ?? [])];
    const unknown = puts.filter(({ former }) => former === undefined).map(({ document }) => document._id);
    const found = await this.store.collection(name).findByIds(unknown);
    for (const { document, former } of puts) {
      const before = audienceOf(former === undefined ? found.get(document._id) : former);
      const tombstone = revocation(this.store.companyId, name, {
        id: document._id,
        before,
        after: audienceOf(document),
      });
      if (tombstone !== null) this.put('tombstones', tombstone);
    }
  }
}

/**
 * Commits what `work` puts aside, all or nothing. `work` may run more than once.
 * @returns what `work` returned, and what the commit did
 * @throws UnknownCompanyError
 */
export async function commit<T>(
  store: TenantStore,
  work: (commit: Commit) => Promise<T>,
): Promise<CommitNews & { result: T }> {
  const attempt = () =>
    store.transaction(async (inTransaction) => {
      const counter = await inTransaction.collection('counters').findById(store.companyId);
      if (counter === null) throw new UnknownCompanyError(`company ${store.companyId} has no counter`);
      const unit = new Commit(inTransaction, counter.seq);
      const result = await work(unit);
      return { result, ...(await unit.flush()) };
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
