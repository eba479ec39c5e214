import type { Cursor } from '@marginiq/contract/cursor';
import { type Changes, PULLED_COLLECTIONS, type PulledCollection } from '@marginiq/contract/pull';
import { isInWholeLines } from '@marginiq/domain/whole-lines';
import { randomToken } from 'rxdb';
import { filter, map, type Observable, Subject, type Subscription, shareReplay, startWith } from 'rxjs';
import { planCompaction } from './compaction.ts';
import { KnownPages, type PageBulk } from './known-pages.ts';
import { LocalDataLostError } from './lease-store.ts';
import { LocalDatabaseError } from './local-database.ts';
import { MAKE_ROOM } from './make-room.ts';
import { type PageWrite, readPageRows, writePages } from './page-store.ts';
import { PulledDocuments } from './pulled-documents.ts';
import { Reading } from './reading.ts';
import type { ReplicaMemory } from './replica-memory.ts';
import { type LocalRxDatabase, sealerOf } from './row.ts';
import type { Sealer } from './sealer.ts';
import type { SetAside } from './set-aside.ts';
import {
  filtered,
  generationOf,
  keyOf,
  noUpserts,
  openPage,
  type PulledDocument,
  pageId,
  type StoredPage,
  type StoredRow,
  type Upserts,
} from './stored-page.ts';
import { storedRowsOf } from './stored-rows.ts';

const noPage = ({ id, cursor, thinned }: StoredRow): StoredPage => ({
  id,
  cursor,
  thinned,
  upserts: noUpserts(),
  setAside: [],
});

/** What a page brings, read (read-page.ts). */
export interface AppendedPage {
  changes: Changes;
  cursor: Cursor;
  setAside?: readonly SetAside[];
}

const ALL: ReadonlySet<PulledCollection> = new Set(PULLED_COLLECTIONS);

/**
 * What this device holds of the server's documents: in memory for reading, in pages on the disk. One window writes, the
 * one that leads; the others hear of it. Nobody edits these documents here, so all there is to write is what was pulled.
 */
export class Replica {
  readonly database: LocalRxDatabase;
  readonly #sealer: Sealer;
  /** Set while this window leads: called right before each write, which it forbids by what it throws (leadership.ts). */
  guard: (() => Promise<void>) | null = null;
  /** Tells own writes from other windows' in the storage's change stream. */
  readonly #context: string;
  readonly #changed$ = new Subject<ReadonlySet<PulledCollection>>();
  readonly #doubted$ = new Subject<void>();
  readonly #following: Subscription;
  #documents = new PulledDocuments();
  readonly #known = new KnownPages();
  readonly #reading = new Reading();
  /** Some page stood in the clear, or was sealed by an earlier key, when all were last read. */
  #hasOldPages = false;
  /** Serialises writes: each starts from the state left by the previous one. */
  #writing: Promise<unknown> = Promise.resolve();
  /** The pages are being loaded; that begins again if more happens meanwhile. */
  #loading: Promise<void> | null = null;
  #outdated = false;
  /** Pages that other windows added, opened one behind the other. */
  #taking: Promise<void> = Promise.resolve();

  private constructor(database: LocalRxDatabase) {
    this.database = database;
    this.#sealer = sealerOf(database);
    this.#context = `marginiq-replica-${randomToken(10)}`;
    // RxDB keeps the last hundred changes of a collection for its queries, and pages are large.
    database.pages._changeEventBuffer.limit = 1;
    this.#following = database.pages.storageInstance.changeStream().subscribe((bulk) => this.#follow(bulk as PageBulk));
  }

  /** @throws LocalDatabaseError if the pages on the disk cannot be read; the database is closed then */
  static async open(database: LocalRxDatabase): Promise<Replica> {
    const replica = new Replica(database);
    try {
      await replica.catchUp();
      await replica.#resealPages();
      return replica;
    } catch (error) {
      replica.close();
      await database.close();
      throw new LocalDatabaseError(`what was pulled cannot be read: ${error}`, { cause: error });
    }
  }

  /** Where to continue reading; null: from the beginning. */
  get cursor(): Cursor | null {
    return this.#reading.cursor;
  }

  /** Another window wrote at the same time as this one, so everything has to be read anew. */
  get isDoubtful(): boolean {
    return this.#reading.isDoubtful;
  }

  /** Emits with each such doubt. */
  get doubted$(): Observable<void> {
    return this.#doubted$;
  }

  /** Note it when you ask for a page, and hand it to `begin`: a reading dispels no doubt that arose after it was asked for. */
  get doubts(): number {
    return this.#reading.doubts;
  }

  /** The documents of one collection as they are now: requests newest first, others by name, reference by kind. */
  list<C extends PulledCollection>(name: C): Upserts[C] {
    return this.#documents.list(name);
  }

  /** What the server sent and cannot be read. */
  get setAside(): SetAside[] {
    return this.#documents.setAsideIn(new Set(this.#documents.pages));
  }

  /**
   * What another version of the program set aside may be read by this one, and what was told to an earlier one in whole lines is
   * told to this one as it is: then everything is read from the beginning. Only what the current reading brought counts, or a
   * reading that was interrupted would begin again and again.
   */
  readAgainFor(program: string): void {
    const current = new Set(this.#documents.pages.filter((id) => generationOf(id) === this.#reading.generation));
    const setAside = this.#documents.setAsideIn(current).some(({ by }) => by !== program);
    const isToldWhole = () =>
      this.#documents.standingIn(current).some(([, one]) => 'items' in one && isInWholeLines(one));
    if (setAside || isToldWhole()) this.#reading.doubt();
  }

  /** The documents of one collection, now and with each change, from whichever window. */
  list$<C extends PulledCollection>(name: C): Observable<Upserts[C]> {
    return this.#changed$.pipe(
      filter((changed) => changed.has(name)),
      startWith(ALL),
      map(() => this.list(name)),
      shareReplay({ bufferSize: 1, refCount: true }),
    );
  }

  /**
   * The next page begins a reading from the beginning. Current documents stay until it completes; the old cursor is dropped.
   * Call it only with such a page in hand: a page that was asked for from a cursor holds a few changes, and everything else
   * would be swept.
   * @param doubts as they were when it was asked for
   */
  begin(doubts: number): void {
    this.#reading.begin(doubts);
  }

  /**
   * Writes what became of documents together with where to continue after it: killed in between, neither happened.
   * What is removed goes from the disk with every version of it.
   * @param setAside what of the page could not be read: it stands where those documents would
   * @throws where the storage does not take it; then the cursor stands where it stood
   */
  append({ changes, cursor, setAside = [] }: AppendedPage): Promise<void> {
    const removals = PULLED_COLLECTIONS.map((name) => [name, changes[name].removals.map(({ id }) => id)] as const);
    const gone = new Map(removals.map(([name, keys]) => [name, new Set(keys)]));
    const stays = (name: PulledCollection, document: PulledDocument) => !gone.get(name)?.has(keyOf(document));
    const staysAside = ({ collection, key }: SetAside) => !gone.get(collection)?.has(key);
    const upserts: Upserts = {
      requests: changes.requests.upserts,
      customers: changes.customers.upserts,
      products: changes.products.upserts,
      reference: changes.reference.upserts,
    };
    return this.#inTurn(async () => {
      const generation = this.#reading.nextGeneration;
      const id = pageId(generation, this.#known.nextNumber);
      const leadsTo = this.#reading.behind(cursor);
      const page = filtered({ id, cursor: leadsTo, thinned: false, upserts, setAside }, stays, staysAside);
      const affected = removals.flatMap(([name, keys]) => this.#documents.holding(name, keys));
      const rows = await storedRowsOf(this.database.pages, [...new Set(affected)]);
      const opened = await Promise.all(rows.map((row) => this.#opened(row)));
      const changed = rows.map((previous, index) => ({
        previous,
        page: filtered(opened[index] ?? noPage(previous), stays, staysAside),
      }));
      // It is the server's already, so it is shown while it is written.
      const documents = this.#documents;
      const show = () => {
        const names = this.#documents.put(page);
        for (const [name, keys] of removals) {
          this.#documents.remove(name, keys);
          if (keys.length > 0) names.add(name);
        }
        if (names.size > 0) this.#changed$.next(names);
      };
      show();
      await this.#write({ added: [page], changed });
      // The disk may have been read meanwhile, before the page stood there.
      if (this.#documents !== documents) show();
      this.#reading.wrotePage(generation, cursor);
    });
  }

  /** The reading is complete: what an older one left, and this one did not bring, is not this person's any more. */
  completeReading(): Promise<void> {
    return this.#inTurn(async () => {
      const older = new Set(this.#documents.pages.filter((id) => generationOf(id) < this.#reading.generation));
      if (older.size === 0 || this.#reading.isDoubtful) return;
      await this.#write({ removed: await storedRowsOf(this.database.pages, [...older]) });
      this.#documents.forget(older);
      this.#changed$.next(ALL);
    });
  }

  /**
   * Puts small pages together, where there are many: each small change came as one, and each change of a document leaves
   * an older version behind.
   */
  compact(): Promise<void> {
    return this.#inTurn(async () => {
      // A reading of which something was given up stays as it is: what is missing is told by its pages.
      const { cursor } = this;
      if (cursor === null) return;
      const plan = planCompaction(this.#documents, {
        cursor,
        generation: this.#reading.generation,
        firstNumber: this.#known.nextNumber,
      });
      if (plan === null) return;
      const { added, replaced } = plan;
      await this.#write({ added, removed: await storedRowsOf(this.database.pages, [...replaced]) });
      for (const page of added) this.#documents.put(page);
      this.#documents.forget(replaced);
    });
  }

  /** Reloads from disk if memory differs: another window has led until now, say. */
  async catchUp(): Promise<void> {
    this.#outdated = true;
    this.#loading ??= this.#load();
    await this.#loading;
    await this.#taking;
  }

  /**
   * What stands in the clear, or was sealed by an earlier key, is sealed by the current one. Whatever prevents it, the next start
   * tries again.
   */
  async #resealPages(): Promise<void> {
    if (!this.#sealer.isSealing || !this.#hasOldPages) return;
    await this.#inTurn(async () => {
      const rows = await readPageRows(this.database.pages);
      const again = rows.map(async (previous) => {
        const page = (await this.#sealer.isCurrent(previous.upserts)) ? null : await this.#opened(previous);
        return page === null ? [] : [{ previous, page }];
      });
      const changed = (await Promise.all(again)).flat();
      if (changed.length > 0) await this.#write({ changed });
      this.#hasOldPages = false;
    }).catch(() => undefined);
  }

  #opened(row: StoredRow): Promise<StoredPage | null> {
    return openPage(row, this.#sealer);
  }

  /** Resolves once all that is shown so far is on the disk, or could not be written. */
  async written(): Promise<void> {
    await this.#writing;
  }

  get isEmpty(): boolean {
    return this.#documents.pages.length === 0;
  }

  /** What memory holds, whatever became of the disk. */
  get memory(): ReplicaMemory {
    const pages = new Set(this.#documents.pages);
    const documents = this.#documents.standingIn(pages);
    return { cursor: this.cursor, documents, setAside: this.#documents.setAsideIn(pages) };
  }

  close(): void {
    this.#following.unsubscribe();
    this.#changed$.complete();
    this.#doubted$.complete();
  }

  async #load(): Promise<void> {
    try {
      while (this.#outdated) {
        this.#outdated = false;
        const rows = await readPageRows(this.database.pages);
        if (this.#known.areExactly(rows) || this.#outdated) continue;
        // Pages are replaced by others, never all taken away: the database is not the one that was read before.
        if (rows.length === 0 && this.#known.hasAny) throw new LocalDataLostError();
        const opened = await Promise.all(rows.map((row) => this.#opened(row)));
        const isCurrent = await Promise.all(rows.map(({ upserts }) => this.#sealer.isCurrent(upserts)));
        if (this.#outdated) continue;
        const documents = new PulledDocuments();
        // One that cannot be opened is known with nothing in it, so that it is swept with its reading.
        for (const [index, row] of rows.entries()) documents.put(opened[index] ?? noPage(row));
        const unopened = rows.filter((_, index) => opened[index] === null);
        this.#documents = documents;
        this.#known.load(rows);
        this.#hasOldPages = opened.some((page, index) => page !== null && isCurrent[index] === false);
        this.#reading.standAt(rows, unopened);
        this.#changed$.next(ALL);
      }
    } finally {
      // Here, and not in a `then`: a caller in between would be given a load that has finished.
      this.#loading = null;
    }
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#writing.then(async () => {
      // What is shown is not what stands on the disk: a write failed, and so did reading it again.
      if (!this.#known.isSure) await this.catchUp();
      await work();
    });
    this.#writing = turn.catch(() => undefined);
    return turn;
  }

  async #write(write: PageWrite): Promise<void> {
    try {
      await this.guard?.();
      await writePages(this.database.pages, write, { sealer: this.#sealer, context: this.#context });
    } catch (error) {
      // Another window may have written; what stands there counts, also over what is shown already.
      this.#known.doubt();
      await this.catchUp().catch(() => undefined);
      throw error;
    }
  }

  /** Hears of what was written to the pages, by this window or another. */
  #follow({ context, events }: PageBulk): void {
    const own = context === this.#context;
    if (!own && this.guard !== null && context !== MAKE_ROOM && !this.#known.reflect(events)) {
      // Two windows wrote at once, one of which did not know yet that its term was over. What is right comes from scratch.
      // Doubted at once, so that nothing is swept, and again once it is loaded: only what is asked for after that dispels it.
      const doubt = () => {
        this.#reading.doubt();
        this.#doubted$.next();
      };
      doubt();
      this.catchUp().then(doubt, doubt);
      return;
    }
    const added = events.every(({ operation, documentData }) => operation === 'INSERT' && !documentData._deleted);
    if (!own && (!added || this.#loading !== null)) {
      // Something was taken away, or the whole is being read: rare, and simplest read again.
      this.catchUp().catch(() => undefined);
      return;
    }
    // What is being read may lack it.
    if (this.#loading !== null) this.#outdated = true;
    this.#known.follow(events);
    if (own) return;
    const rows = events.map(({ documentData }) => documentData as StoredRow);
    this.#taking = this.#taking
      .then(() => this.#takeIn(rows))
      .catch(() => {
        this.#known.doubt();
      });
  }

  /** Pages that another window added. */
  async #takeIn(rows: readonly StoredRow[]): Promise<void> {
    const opened = await Promise.all(rows.map((row) => this.#opened(row)));
    const changed = new Set<PulledCollection>();
    for (const [index, row] of rows.entries()) {
      // Meanwhile it may have been removed, or changed, or everything read again with it.
      if (!this.#known.has(row)) continue;
      for (const name of this.#documents.put(opened[index] ?? noPage(row))) changed.add(name);
      this.#reading.follow(row, opened[index] !== null);
    }
    if (changed.size > 0) this.#changed$.next(changed);
  }
}
