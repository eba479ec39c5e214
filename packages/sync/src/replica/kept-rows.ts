import type { Subscription } from 'rxjs';
import { isOwnWork, showsNothing } from '../database/local-state.ts';
import { type LocalRow, type LocalRxDatabase, sealerOf } from '../database/row.ts';
import { storedRows } from '../database/stored-rows.ts';

/**
 * Drafts and half-made decisions as they were last stored, in whichever window and still sealed: what the disk is given
 * again if it loses them. A row leaves only when somebody removes it, not when the disk no longer has it.
 */
export class KeptRows {
  /** Null for one that was removed. */
  readonly #rows = new Map<string, LocalRow | null>();
  readonly #following: Subscription;
  readonly #readsClear: boolean;

  private constructor(database: LocalRxDatabase) {
    this.#readsClear = sealerOf(database).readsClear;
    this.#following = database.local.$.subscribe(({ operation, documentId, documentData }) => {
      this.#rows.set(documentId, operation === 'DELETE' ? null : { id: documentId, doc: documentData.doc });
    });
  }

  static async open(database: LocalRxDatabase): Promise<KeptRows> {
    const kept = new KeptRows(database);
    for (const { id, doc } of await storedRows(database.local, {})) {
      // What arrived while they were read is newer.
      if (!kept.#rows.has(id)) kept.#rows.set(id, { id, doc });
    }
    return kept;
  }

  get rows(): LocalRow[] {
    const rows = [...this.#rows.values()].filter((row) => row !== null).filter(isOwnWork);
    // If everything is sealed, an unsealed row is nobody's work.
    return this.#readsClear ? rows : rows.filter(showsNothing);
  }

  /** The keys of unsealed rows, which do not stay when their person leaves the device. */
  get bareKeys(): string[] {
    return this.rows.filter((row) => !showsNothing(row)).map(({ id }) => id);
  }

  close(): void {
    this.#following.unsubscribe();
  }
}
