import type { Subscription } from 'rxjs';
import type { LocalRow, LocalRxDatabase } from './row.ts';
import { storedRows } from './stored-rows.ts';

/** Drafts and half-made decisions have a key of their kind (`draft:`); how the device numbers its commands does not. */
const isOwnWork = ({ id }: LocalRow): boolean => id.includes(':');

/**
 * Drafts and half-made decisions as they were last stored, in whichever window and still sealed: what the disk is given
 * again if it loses them. A row leaves only when somebody removes it, not when the disk no longer has it.
 */
export class KeptRows {
  /** Null for one that was removed. */
  readonly #rows = new Map<string, LocalRow | null>();
  readonly #following: Subscription;

  private constructor(database: LocalRxDatabase) {
    this.#following = database.local.$.subscribe(({ operation, documentId, documentData }) => {
      this.#rows.set(documentId, operation === 'DELETE' ? null : { id: documentId, doc: documentData.doc });
    });
  }

  static async open(database: LocalRxDatabase): Promise<KeptRows> {
    const kept = new KeptRows(database);
    for (const { id, doc } of await storedRows(database.local, {})) {
      // What was heard while they were read is newer.
      if (!kept.#rows.has(id)) kept.#rows.set(id, { id, doc });
    }
    return kept;
  }

  get rows(): LocalRow[] {
    return [...this.#rows.values()].filter((row) => row !== null).filter(isOwnWork);
  }

  close(): void {
    this.#following.unsubscribe();
  }
}
