import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ImportCounts } from '../tenancy/import-documents.ts';
import { NamedChanges } from './audit-import.ts';
import type { Change, Place } from './change.ts';

/** Planning yields to the rest of the process after this many rows. */
const ROWS_A_TURN = 500;

/** What an import does to one kind of document: counts, and the first few by name. */
export class Plan<T extends { id: string }> {
  readonly counts: ImportCounts = { created: 0, updated: 0, unchanged: 0 };
  /** Normalised keys of incomplete rows: what refers to them is not reported as dangling. */
  readonly incomplete = new Set<string>();
  readonly named: NamedChanges;
  readonly #place: Place<T>;
  #rows = 0;

  constructor(fields: readonly string[], place: Place<T>) {
    this.named = new NamedChanges(fields);
    this.#place = place;
  }

  /** Must be awaited: the receiver of the documents may have to write them first. */
  add(change: Change<T>): Promise<void> | undefined {
    this.#rows += 1;
    const turn = this.#rows % ROWS_A_TURN === 0 ? nextTurn() : undefined;
    if (change.before !== null && isDeepStrictEqual(change.before, change.after)) {
      this.counts.unchanged += 1;
      return turn;
    }
    this.counts[change.before === null ? 'created' : 'updated'] += 1;
    this.named.add(change);
    return this.#place(change) ?? turn;
  }
}
