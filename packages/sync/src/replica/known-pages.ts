import type { EventBulk, RxStorageChangeEvent } from 'rxdb';
import { numberOf, type PageRow, type StoredRow } from './stored-page.ts';

export type PageBulk = EventBulk<RxStorageChangeEvent<PageRow>, unknown>;
type PageEvents = PageBulk['events'];

/** Which pages are on the disk, at which revision, as far as this window knows. */
export class KnownPages {
  /** Revision of each page as last loaded; null when memory and disk may differ. */
  #revisions: Map<string, string> | null = null;
  #lastNumber = 0;

  /** Whether memory holds what is on the disk. */
  get isSure(): boolean {
    return this.#revisions !== null;
  }

  get hasAny(): boolean {
    return (this.#revisions?.size ?? 0) > 0;
  }

  /** The number of the next page. Numbers are never used twice, even if the pages that had them are gone. */
  get nextNumber(): number {
    return this.#lastNumber + 1;
  }

  /** Memory and disk may differ from now on. */
  doubt(): void {
    this.#revisions = null;
  }

  /** These are all pages on the disk. */
  load(rows: readonly StoredRow[]): void {
    this.#revisions = new Map(rows.map(({ id, _rev }) => [id, _rev]));
    for (const { id } of rows) this.#reach(id);
  }

  /** These were written, by this window or another. */
  follow(events: PageEvents): void {
    for (const { documentId, documentData } of events) {
      if (documentData._deleted) this.#revisions?.delete(documentId);
      else this.#revisions?.set(documentId, documentData._rev);
      this.#reach(documentId);
    }
  }

  /** Whether these are all pages that are known, each at its known revision. */
  areExactly(rows: readonly StoredRow[]): boolean {
    return this.#revisions?.size === rows.length && rows.every((row) => this.has(row));
  }

  /** Whether the page is known at exactly this revision: not removed or changed since. */
  has({ id, _rev }: Pick<StoredRow, 'id' | '_rev'>): boolean {
    return this.#revisions?.get(id) === _rev;
  }

  /** Whether all of this is known already: the message of a write can be slower than reading it from the disk. */
  reflect(events: PageEvents): boolean {
    return events.every(({ documentId: id, documentData: { _deleted, _rev } }) =>
      _deleted ? this.#revisions?.has(id) !== true : this.has({ id, _rev }),
    );
  }

  #reach(id: string): void {
    this.#lastNumber = Math.max(this.#lastNumber, numberOf(id));
  }
}
