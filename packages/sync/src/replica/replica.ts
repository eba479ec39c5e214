import type { Cursor } from '@marginiq/contract/cursor';
import { type Changes, PULLED_COLLECTIONS, type PulledCollection } from '@marginiq/contract/pull';
import { filter, map, type Observable, Subject, shareReplay, startWith } from 'rxjs';
import { LocalDatabaseError } from '../database/local-database.ts';
import type { LocalRxDatabase } from '../database/row.ts';
import { storedRowsOf } from '../database/stored-rows.ts';
import { planCompaction } from './compaction.ts';
import { ALL, LocalPages, noPage } from './local-pages.ts';
import type { PulledDocuments } from './pulled-documents.ts';
import type { Reading } from './reading.ts';
import type { ReplicaMemory } from './replica-memory.ts';
import type { SetAside } from './set-aside.ts';
import { filtered, generationOf, keyOf, type PulledDocument, pageId, type Upserts } from './stored-page.ts';

/** A page's content, read (read-page.ts). */
export interface AppendedPage {
  changes: Changes;
  cursor: Cursor;
  setAside?: readonly SetAside[];
}

/**
 * What this device holds of the server's documents: in memory for reading, in pages on the disk. Only the leading window
 * writes; the others hear of it. Nobody edits these documents here, so only pulled content is ever written.
 */
export class Replica {
  readonly database: LocalRxDatabase;
  readonly #changed$ = new Subject<ReadonlySet<PulledCollection>>();
  readonly #doubted$ = new Subject<void>();
  readonly #pages: LocalPages;

  private constructor(database: LocalRxDatabase) {
    this.database = database;
    this.#pages = new LocalPages(database, {
      onChanged: (changed) => this.#changed$.next(changed),
      onDoubted: () => this.#doubted$.next(),
    });
  }

  /** The current documents: a new object after the disk was read again. */
  get #documents(): PulledDocuments {
    return this.#pages.documents;
  }

  get #reading(): Reading {
    return this.#pages.reading;
  }

  /** @throws LocalDatabaseError if the pages on the disk cannot be read; the database is closed then */
  static async open(database: LocalRxDatabase): Promise<Replica> {
    const replica = new Replica(database);
    try {
      await replica.catchUp();
      await replica.#pages.reseal();
      return replica;
    } catch (error) {
      replica.close();
      await database.close();
      throw new LocalDatabaseError(`what was pulled cannot be read: ${error}`, { cause: error });
    }
  }

  /** Set while this window leads: called right before each write, and throws to prevent it (leadership.ts). */
  set guard(guard: (() => Promise<void>) | null) {
    this.#pages.guard = guard;
  }

  /** Where to continue reading; null: from the beginning. */
  get cursor(): Cursor | null {
    return this.#reading.cursor;
  }

  /**
   * As of when the documents are. A window that was leading as another one wrote keeps its doubt, and reads from the beginning if it
   * ever leads again. Until then it holds what the leader writes, like every other window.
   */
  get reached(): Cursor | null {
    return this.#reading.reached;
  }

  /** Another window wrote at the same time as this one, so everything must be read from scratch. */
  get isDoubtful(): boolean {
    return this.#reading.isDoubtful;
  }

  /** Emits with each such doubt. */
  get doubted$(): Observable<void> {
    return this.#doubted$;
  }

  /** Note it when requesting a page, and pass it to `begin`: a reading dispels no doubt that arose after it was requested. */
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
   * What another version of the program set aside may be readable by this one, what it left out as unknown this one may know, and the
   * server may have sent it in another form than it sends this one. So everything is read from the beginning. Only what the current
   * reading brought counts, otherwise an interrupted reading would begin again and again.
   */
  readAgainFor(program: string): void {
    const current = new Set(this.#documents.pages.filter((id) => generationOf(id) === this.#reading.generation));
    const isSetAside = this.#documents.setAsideIn(current).some(({ by }) => by !== program);
    if (isSetAside || this.#pages.ofOtherContract.some((id) => current.has(id))) this.#reading.doubt();
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
   * Call it only with such a page in hand: a page requested from a cursor holds a few changes, and everything else would be
   * swept.
   * @param doubts as they were when it was requested
   */
  begin(doubts: number): void {
    this.#reading.begin(doubts);
  }

  /**
   * Writes what became of documents together with where to continue: if it is killed in between, neither happened. A
   * removed document goes from the disk with every version of it.
   * @param setAside what of the page could not be read: it takes the place of those documents
   * @throws if the storage refuses it; the cursor is then unchanged
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
    return this.#pages.inTurn(async () => {
      const generation = this.#reading.nextGeneration;
      const id = pageId(generation, this.#pages.known.nextNumber);
      const leadsTo = this.#reading.behind(cursor);
      const page = filtered({ id, cursor: leadsTo, thinned: false, upserts, setAside }, stays, staysAside);
      const affected = removals.flatMap(([name, keys]) => this.#documents.holding(name, keys));
      const rows = await storedRowsOf(this.database.pages, [...new Set(affected)]);
      const opened = await Promise.all(rows.map((row) => this.#pages.opened(row)));
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
      await this.#pages.write({ added: [page], changed });
      // The disk may have been read meanwhile, before the page was stored.
      if (this.#documents !== documents) show();
      this.#reading.wrotePage(generation, cursor);
    });
  }

  /** The reading is complete: what an older one left, and this one did not bring, is not this person's any more. */
  completeReading(): Promise<void> {
    return this.#pages.inTurn(async () => {
      const older = new Set(this.#documents.pages.filter((id) => generationOf(id) < this.#reading.generation));
      if (older.size === 0 || this.#reading.isDoubtful) return;
      await this.#pages.write({ removed: await storedRowsOf(this.database.pages, [...older]) });
      this.#documents.forget(older);
      this.#changed$.next(ALL);
    });
  }

  /**
   * Puts small pages together, where there are many: each small change came as one, and each change of a document leaves
   * an older version behind.
   */
  compact(): Promise<void> {
    return this.#pages.inTurn(async () => {
      // A reading of which something was given up is left as it is: its pages say what is missing.
      const { cursor } = this;
      if (cursor === null) return;
      const plan = planCompaction(this.#documents, {
        cursor,
        generation: this.#reading.generation,
        firstNumber: this.#pages.known.nextNumber,
      });
      if (plan === null) return;
      const { added, replaced } = plan;
      await this.#pages.write({ added, removed: await storedRowsOf(this.database.pages, [...replaced]) });
      for (const page of added) this.#documents.put(page);
      this.#documents.forget(replaced);
    });
  }

  /** Reloads from disk if memory differs, for example because another window was leading until now. */
  catchUp(): Promise<void> {
    return this.#pages.catchUp();
  }

  /** Resolves once all that is shown so far is on the disk, or could not be written. */
  written(): Promise<void> {
    return this.#pages.written();
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
    this.#pages.close();
    this.#changed$.complete();
    this.#doubted$.complete();
  }
}
