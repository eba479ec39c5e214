import type { Instant } from '@marginiq/contract/scalars';
import type { Owned } from '@marginiq/domain/audience';
import type { UpdateFilter } from 'mongodb';
import { type Amendment, Amendments, changeBetween, isToldAlike } from './amendments.ts';
import { auditEntry, type NewAuditEntry } from './audit-entry.ts';
import { changeRecord } from './change-log.ts';
import { type CounterRecord, type TenantCollectionName, type TenantDocuments, toStored } from './documents.ts';
import { firstDue } from './due.ts';
import { requireFit, UnfitDocumentError } from './fit.ts';
import { formIn } from './forms.ts';
import { GatheredReads } from './gathered-reads.ts';
import { isOwned, type OwnedName } from './owned.ts';
import type { Fence, Put, Update } from './put-aside.ts';
import { StaleError } from './retry.ts';
import { revocationOf } from './revocation.ts';
import type { SyncedCollectionName, Written } from './synced.ts';
import type { TenantFilter } from './tenant-collection.ts';
import type { TenantStore } from './tenant-store.ts';

/** What a commit did: the company went from position `after` to `seq` by writing `written`, in that order. */
export interface CommitNews {
  after: number;
  seq: number;
  written: Written[];
}

/**
 * The unit of work of one commit. Documents are put aside and written together at the end, each with a position of its
 * own, so that a page of changes can be cut anywhere.
 *
 * Work reads and decides before the transaction, which keeps that short: everything as of one moment, or after a known
 * position. The transaction moves the counter from the position read then, or fails: any commit in between makes the
 * work run again, so commit order is cursor order on any number of servers (law 3), and nothing is decided on outdated
 * data. That covers whatever moves the counter; anything else that a decision depends on belongs in the filter of an
 * `update`.
 */
export class Commit {
  readonly store: TenantStore;
  /** Reads requested from these in one turn go to MongoDB as one command. */
  readonly reads: GatheredReads;
  #seq = 0;
  #startsAt: number | null = null;
  readonly #puts = new Map<SyncedCollectionName, Map<string, Put>>();
  readonly #removed = new Map<OwnedName, string[]>();
  readonly #inserts = new Map<TenantCollectionName, TenantDocuments[TenantCollectionName][]>();
  readonly #updates: Update[] = [];
  readonly #fences: Fence[] = [];
  readonly #amendments = new Amendments();
  /** Null: nothing else is due. Undefined: it is left as it is. */
  #alarm: Instant | null | undefined;

  /** @param seq the company's position; if left out, it must be set (`startAt`) before anything is put aside */
  constructor(store: TenantStore, seq?: number) {
    this.store = store;
    this.reads = new GatheredReads(store);
    if (seq !== undefined) this.startAt(seq);
  }

  startAt(seq: number): void {
    this.#startsAt = seq;
    this.#seq = seq;
  }

  /** The company's position when the work read. */
  get start(): number {
    if (this.#startsAt === null) throw new Error('work that puts something aside must have read by `reads` before');
    return this.#startsAt;
  }

  get isEmpty(): boolean {
    const all = [this.#puts.size, this.#inserts.size, this.#updates.length, this.#fences.length];
    return all.every((count) => count === 0) && this.#amendments.isEmpty;
  }

  /** Whether this commit moves the company's position, so that everybody else who is at work has to begin again. */
  get moves(): boolean {
    return this.#seq > this.start;
  }

  get #next(): number {
    return Math.max(this.start, this.#seq) + 1;
  }

  /**
   * Puts a synced document aside with the next position. The last one put under an id is the one written.
   *
   * The single entry for what clients hold: anything they could not read is rejected (law 9). Nothing is put aside then, so a
   * caller that catches the error can continue with the rest.
   * @param former as it is stored; null if it is new; left out, it is looked up where it matters
   * @throws UnfitDocumentError
   */
  put<N extends SyncedCollectionName>(
    name: N,
    document: TenantDocuments[N],
    former?: TenantDocuments[N] | null,
  ): TenantDocuments[N] {
    const form = formIn(name);
    const given = { ...document, seq: this.#next };
    const placed = form === undefined ? given : (form.mark(given) as typeof given);
    requireFit(name, placed, former);
    this.#seq = placed.seq;
    const puts = this.#puts.get(name) ?? new Map<string, Put>();
    const before = puts.get(placed._id);
    puts.set(placed._id, { document: placed, former: before === undefined ? former : before.former });
    this.#puts.set(name, puts);
    return placed;
  }

  /**
   * Sets the company's alarm, if this commit moves the position: whoever commits something that is due earlier makes the work run
   * again. Else it stays as it is.
   * @param next what is due first of what this commit does not write, as it was read in it; null: nothing
   */
  setAlarm(next: Instant | null): void {
    this.#alarm = next;
  }

  /**
   * The same for work on many documents, in which one that clients could not read must not keep the others from being written.
   * @returns why it was left out; null if it was put aside
   */
  putIfFit<N extends SyncedCollectionName>(
    name: N,
    document: TenantDocuments[N],
    former?: TenantDocuments[N] | null,
  ): UnfitDocumentError | null {
    try {
      this.put(name, document, former);
      return null;
    } catch (error) {
      if (error instanceof UnfitDocumentError) return error;
      throw error;
    }
  }

  /**
   * Deletes a document, and tells everybody who saw it, an admin too. Not before the contract of migration 1: the commit fails.
   * @param former as it was read in this commit, which has put nothing under its id
   */
  remove<N extends OwnedName>(name: N, former: TenantDocuments[N]): void {
    const { _id: id } = former;
    if (this.#puts.get(name)?.has(id))
      throw new Error(`${name} ${id} was put by this commit, so it cannot be removed by it`);
    this.#removed.set(name, [...(this.#removed.get(name) ?? []), id]);
    const revocation = revocationOf(this.store.companyId, name, { id, before: former, after: null });
    if (revocation !== null) this.put('revocations', revocation);
  }

  /**
   * Changes server-only fields of a synced document: it keeps its position, so that no client is sent it again. The counter
   * moves nevertheless, by one for all of a commit: work that has read the old document is redone, and does not write it back
   * without the change.
   * @throws Error if clients would see something different: that needs a position (`put`)
   */
  amend<N extends SyncedCollectionName>(name: N, document: TenantDocuments[N], former: TenantDocuments[N]): void {
    const { _id, seq } = former;
    if (!isToldAlike(name, former, document)) throw new Error(`${name} ${_id} would be told otherwise: put it`);
    if (!this.moves) this.#seq = this.#next;
    this.#amendments.add(name, { filter: { _id, seq }, change: changeBetween(former, document) });
  }

  /** The same for documents that are never synced. If one does not fit its filter any more, the work is done again. */
  amendUnsynced(name: Exclude<TenantCollectionName, SyncedCollectionName>, amendment: Amendment): void {
    this.#amendments.add(name, amendment);
  }

  /** Says in the audit log what this commit does, or why it does not: the one way into the log. */
  audit(entry: NewAuditEntry): void {
    this.#insert('auditLogs', toStored(auditEntry(this.store.companyId, entry)));
  }

  /** Puts a document aside that is written once and never synced, such as an outcome. */
  insert<N extends Exclude<TenantCollectionName, 'auditLogs'>>(name: N, document: TenantDocuments[N]): void {
    this.#insert(name, document);
  }

  #insert<N extends TenantCollectionName>(name: N, document: TenantDocuments[N]): void {
    const documents = this.#inserts.get(name) ?? [];
    documents.push(document);
    this.#inserts.set(name, documents);
  }

  /** Changes one document that is never synced. If none fits the filter any more, the work is done again. */
  update<N extends TenantCollectionName>(
    name: N,
    filter: TenantFilter<TenantDocuments[N]>,
    change: UpdateFilter<TenantDocuments[N]>,
    { upsert = false } = {},
  ): void {
    this.#updates.push({ name, filter: { ...filter }, change: { ...change }, upsert });
  }

  /**
   * Changes one document that is never synced, before anything else. If none matches the filter any more, the commit fails
   * for good: the work is not redone.
   *
   * @param change must actually alter the document: if nothing changes MongoDB writes nothing, and would not notice somebody
   * else changing it at the same moment
   */
  fence<N extends TenantCollectionName>(
    name: N,
    { filter, change }: { filter: TenantFilter<TenantDocuments[N]>; change: UpdateFilter<TenantDocuments[N]> },
    broken: () => Error,
  ): void {
    this.#fences.push({ name, filter: { ...filter }, change: { ...change }, broken });
  }

  /** Whoever loses sight of a document by this commit is notified in this commit. */
  async addRevocations(): Promise<void> {
    // A former release ignores what it could send an admin, who would keep the document forever.
    if (this.#removed.size > 0 && !(await this.store.isFoundByAudience())) {
      throw new Error(
        'nothing can be deleted before the contract of migration 1: a former release would not tell admins',
      );
    }
    for (const name of [...this.#puts.keys()].filter(isOwned)) {
      const puts = [...(this.#puts.get(name)?.values() ?? [])];
      const unknown = puts.filter(({ former }) => former === undefined).map(({ document }) => document._id);
      const found = await this.store.collection(name).findByIds(unknown);
      for (const { document, former } of puts) {
        const [before, after] = [former === undefined ? found.get(document._id) : former, document] as (Owned | null)[];
        if (!before || !after) continue;
        const revocation = revocationOf(this.store.companyId, name, { id: document._id, before, after });
        if (revocation !== null) this.put('revocations', revocation);
      }
    }
  }

  /**
   * Writes all of it. May run more than once: MongoDB runs a transaction again after a passing fault.
   * @param polite what the counter must fit to be moved, beside its position
   */
  async write(store: TenantStore, polite: TenantFilter<CounterRecord> = {}): Promise<CommitNews> {
    for (const { name, filter, change, broken } of this.#fences) {
      const before = await store.collection(name).updateOne(filter as never, change as never);
      if (before === null) throw broken();
    }
    const { epoch } = await this.#moveCounter(store, polite);
    for (const { name, filter, change, upsert } of this.#updates) {
      const before = await store.collection(name).updateOne(filter as never, change as never, upsert);
      if (before === null && !upsert) throw new StaleError(`a document of ${name} is not as it was read`);
    }
    await this.#amendments.write(store);
    for (const [name, ids] of this.#removed) await store.collection(name).deleteByIds(ids);
    const written: Written[] = [];
    for (const [name, puts] of this.#puts) {
      const all = [...puts.values()];
      const isNew = ({ former }: Put) => former === null;
      const documents = (some: Put[]) => some.map(({ document }) => document) as never;
      // Updates before inserts: an index may accept a successor only after the old document has given way.
      await store.collection(name).replaceMany(documents(all.filter((put) => !isNew(put))));
      await store.collection(name).insertMany(documents(all.filter(isNew)));
      written.push(...all.map(({ document }) => ({ name, document }) as Written));
    }
    for (const [name, documents] of this.#inserts) await store.collection(name).insertMany(documents as never);
    written.sort((a, b) => a.document.seq - b.document.seq);
    const news = { after: this.start, seq: this.#seq, written };
    // Replaced, not inserted: a backup that was put back over a later state may have left a row of that state here.
    const row = changeRecord({ companyId: store.companyId, epoch }, news);
    if (this.moves) await store.collection('changes').replaceMany([row]);
    return news;
  }

  #counterAfter(): UpdateFilter<CounterRecord> {
    const due = firstDue(this.#puts);
    if (this.#alarm !== undefined) {
      const [first] = [due, this.#alarm].filter((at) => typeof at === 'string').sort();
      const set = { seq: this.#seq, ...(first === undefined ? {} : { wakeAt: first }) };
      return { $set: set, $unset: { reservedBy: true, ...(first === undefined ? { wakeAt: true } : {}) } };
    }
    const moved = { $set: { seq: this.#seq }, $unset: { reservedBy: true } } as const;
    return due === undefined ? moved : { ...moved, $min: { wakeAt: due } };
  }

  async #moveCounter(store: TenantStore, polite: TenantFilter<CounterRecord>): Promise<CounterRecord> {
    const counters = store.collection('counters');
    const asRead = { _id: store.companyId, seq: this.start };
    // Whoever had reserved the company has finished, or must begin again. A commit that moves nothing still depends on what
    // was read.
    const before = await (this.moves
      ? counters.updateOne({ ...polite, ...asRead }, this.#counterAfter())
      : counters.findOne(asRead));
    if (before === null) throw new StaleError('the company moved on, or was reserved');
    return before;
  }
}
