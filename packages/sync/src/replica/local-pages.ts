import { PULLED_COLLECTIONS, type PulledCollection } from '@marginiq/contract/pull';
import { randomToken } from 'rxdb';
import type { Subscription } from 'rxjs';
import { type LocalRxDatabase, sealerOf } from '../database/row.ts';
import type { Sealer } from '../database/sealer.ts';
import { LocalDataLostError } from '../engine/lease-store.ts';
import { KnownPages, type PageBulk } from './known-pages.ts';
import { MAKE_ROOM } from './make-room.ts';
import { type PageWrite, readPageRows, writePages } from './page-store.ts';
import { PulledDocuments } from './pulled-documents.ts';
import { Reading } from './reading.ts';
import { noUpserts, openPage, type StoredPage, type StoredRow } from './stored-page.ts';

export const ALL: ReadonlySet<PulledCollection> = new Set(PULLED_COLLECTIONS);

/** In place of a page that cannot be opened. */
export const noPage = ({ id, cursor, thinned }: StoredRow): StoredPage => ({
  id,
  cursor,
  thinned,
  upserts: noUpserts(),
  setAside: [],
});

export interface LocalPagesListener {
  /** Documents of these collections changed, through whichever window. */
  onChanged: (changed: ReadonlySet<PulledCollection>) => void;
  /** Another window wrote at the same time as this one. */
  onDoubted: () => void;
}

/**
 * The pages on the disk, and what memory has of them. Reads them, writes them one change behind the other, and hears of what
 * other windows write. What a page from the server changes in them is the replica's business (replica.ts).
 */
export class LocalPages {
  /** Set while this window leads: called right before each write, and throws to prevent it (leadership.ts). */
  guard: (() => Promise<void>) | null = null;
  readonly known = new KnownPages();
  readonly reading = new Reading();
  readonly #database: LocalRxDatabase;
  readonly #sealer: Sealer;
  readonly #listener: LocalPagesListener;
  /** Tells own writes from other windows' in the storage's change stream. */
  readonly #context: string;
  readonly #following: Subscription;
  #documents = new PulledDocuments();
  /** Some page was unsealed, or sealed by an earlier key, when all were last read. */
  #hasOldPages = false;
  #ofOtherContract: readonly string[] = [];
  /** Serialises writes: each starts from the state left by the previous one. */
  #writing: Promise<unknown> = Promise.resolve();
  /** The pages are being loaded; that begins again if more happens meanwhile. */
  #loading: Promise<void> | null = null;
  #outdated = false;
  /** Pages that other windows added, opened one behind the other. */
  #taking: Promise<void> = Promise.resolve();

  constructor(database: LocalRxDatabase, listener: LocalPagesListener) {
    this.#database = database;
    this.#sealer = sealerOf(database);
    this.#listener = listener;
    this.#context = `marginiq-replica-${randomToken(10)}`;
    // RxDB keeps the last hundred changes of a collection for its queries, and pages are large.
    database.pages._changeEventBuffer.limit = 1;
    this.#following = database.pages.storageInstance.changeStream().subscribe((bulk) => this.#follow(bulk as PageBulk));
  }

  /** Another object as soon as the disk was read again. */
  get documents(): PulledDocuments {
    return this.#documents;
  }

  /** The pages whose documents another version of the program has read: what it did not know is not in them. */
  get ofOtherContract(): readonly string[] {
    return this.#ofOtherContract;
  }

  /** Reloads from disk if memory differs, for example because another window was leading until now. */
  async catchUp(): Promise<void> {
    this.#outdated = true;
    this.#loading ??= this.#load();
    await this.#loading;
    await this.#taking;
  }

  /**
   * Pages that are unsealed, or sealed by an earlier key, are resealed by the current one. If anything prevents it, the next
   * start tries again.
   */
  async reseal(): Promise<void> {
    if (!this.#sealer.isSealing || !this.#hasOldPages) return;
    await this.inTurn(async () => {
      const rows = await readPageRows(this.#database.pages);
      const again = rows.map(async (previous) => {
        const page = (await this.#sealer.isCurrent(previous.upserts)) ? null : await this.opened(previous);
        return page === null ? [] : [{ previous, page }];
      });
      const changed = (await Promise.all(again)).flat();
      if (changed.length > 0) await this.write({ changed });
      this.#hasOldPages = false;
    }).catch(() => undefined);
  }

  /** Null for one that cannot be opened. */
  opened(row: StoredRow): Promise<StoredPage | null> {
    return openPage(row, this.#sealer);
  }

  /** Changes pages once the change before is done. */
  inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#writing.then(async () => {
      // Memory does not match the disk: a write failed, and so did reading it again.
      if (!this.known.isSure) await this.catchUp();
      await work();
    });
    this.#writing = turn.catch(() => undefined);
    return turn;
  }

  /** Must be called in turn. @throws the guard's error, or what the storage throws; memory then matches the disk */
  async write(write: PageWrite): Promise<void> {
    try {
      await this.guard?.();
      await writePages(this.#database.pages, write, { sealer: this.#sealer, context: this.#context });
    } catch (error) {
      // Another window may have written; what is stored counts, even over what is already displayed.
      this.known.doubt();
      await this.catchUp().catch(() => undefined);
      throw error;
    }
  }

  /** Resolves once everything so far is on the disk, or could not be written. */
  async written(): Promise<void> {
    await this.#writing;
  }

  close(): void {
    this.#following.unsubscribe();
  }

  async #load(): Promise<void> {
    try {
      while (this.#outdated) {
        this.#outdated = false;
        const rows = await readPageRows(this.#database.pages);
        if (this.known.areExactly(rows) || this.#outdated) continue;
        // Pages are replaced by others, never all removed: this is not the database that was read before.
        if (rows.length === 0 && this.known.hasAny) throw new LocalDataLostError();
        const opened = await Promise.all(rows.map((row) => this.opened(row)));
        const isCurrent = await Promise.all(rows.map(({ upserts }) => this.#sealer.isCurrent(upserts)));
        if (this.#outdated) continue;
        const documents = new PulledDocuments();
        // A page that cannot be opened is recorded as empty, so that it is swept with its reading.
        for (const [index, row] of rows.entries()) documents.put(opened[index] ?? noPage(row));
        const unopened = rows.filter((_, index) => opened[index] === null);
        this.#documents = documents;
        this.known.load(rows);
        this.#hasOldPages = opened.some((page, index) => page !== null && isCurrent[index] === false);
        this.#ofOtherContract = opened.flatMap((page) => (page?.contract === undefined ? [] : [page.id]));
        this.reading.standAt(rows, unopened);
        this.#listener.onChanged(ALL);
      }
    } finally {
      // Here, and not in a `then`: a caller in between would be given a load that has finished.
      this.#loading = null;
    }
  }

  /** Hears of what was written to the pages, by this window or another. */
  #follow({ context, events }: PageBulk): void {
    const own = context === this.#context;
    if (!own && this.guard !== null && context !== MAKE_ROOM && !this.known.reflect(events)) {
      // Two windows wrote at once, one of which did not know yet that its term was over. Only a reading from scratch is
      // right. Doubted immediately, so that nothing is swept, and again once the page is loaded: only what is requested after
      // that dispels it.
      const doubt = () => {
        this.reading.doubt();
        this.#listener.onDoubted();
      };
      doubt();
      this.catchUp().then(doubt, doubt);
      return;
    }
    const added = events.every(({ operation, documentData }) => operation === 'INSERT' && !documentData._deleted);
    if (!own && (!added || this.#loading !== null)) {
      // Something was removed, or everything is being read: rare, and simplest to read again.
      this.catchUp().catch(() => undefined);
      return;
    }
    // The reading in progress may lack it.
    if (this.#loading !== null) this.#outdated = true;
    this.known.follow(events);
    if (own) return;
    const rows = events.map(({ documentData }) => documentData as StoredRow);
    this.#taking = this.#taking
      .then(() => this.#takeIn(rows))
      .catch(() => {
        this.known.doubt();
      });
  }

  /** Pages that another window added. */
  async #takeIn(rows: readonly StoredRow[]): Promise<void> {
    const opened = await Promise.all(rows.map((row) => this.opened(row)));
    const changed = new Set<PulledCollection>();
    for (const [index, row] of rows.entries()) {
      // Meanwhile it may have been removed, or changed, or everything read again with it.
      if (!this.known.has(row)) continue;
      for (const name of this.#documents.put(opened[index] ?? noPage(row))) changed.add(name);
      this.reading.follow(row, opened[index] !== null);
    }
    if (changed.size > 0) this.#listener.onChanged(changed);
  }
}
