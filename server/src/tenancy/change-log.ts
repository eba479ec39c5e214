import type { Principal } from '@marginiq/domain/audience';
import { isOwned, withAudience } from './owned.ts';
import { fullRevocation } from './revocation.ts';
import { nameOfStored, storedName } from './stored-names.ts';
import type { SyncedCollectionName, Written } from './synced.ts';

/** A document that a commit wrote; of a revocation, its own id. */
export interface Touched {
  name: SyncedCollectionName;
  id: string;
  seq: number;
  /** Whom it concerns: who sees an owned document, or lost sight of the one a revocation is about. Absent: everybody. */
  audience?: readonly Principal[];
}

/** One commit, which took the company from one position to the next. */
export interface ChangeRecord {
  /** `seq` as text. */
  _id: string;
  companyId: string;
  /** The counter's, when it was written. Rows of another are of positions that were given out again since: a backup was put back. */
  epoch: string;
  after: number;
  seq: number;
  /** Null: too many to be named. Whoever has to read past this row reads the collections instead. */
  touched: readonly StoredTouched[] | null;
}

/** Under its collection's name in MongoDB, by which former releases read it, too. */
type StoredTouched = Omit<Touched, 'name'> & { name: string };

/** The documents of a larger commit are found by their collections: a row that named them all would slow the commit, and every reader. */
export const MAX_TOUCHED = 500;

function touchedBy({ name, document }: Written): Touched {
  const touched = { name, id: document._id, seq: document.seq };
  if (name === 'revocations') return { ...touched, audience: fullRevocation(document).audience };
  return isOwned(name) ? { ...touched, audience: withAudience(document).audience } : touched;
}

export function changeRecord(
  { companyId, epoch }: Pick<ChangeRecord, 'companyId' | 'epoch'>,
  { after, seq, written }: { after: number; seq: number; written: readonly Written[] },
): ChangeRecord {
  const touched =
    written.length > MAX_TOUCHED ? null : written.map(touchedBy).map((one) => ({ ...one, name: storedName(one.name) }));
  return { _id: String(seq), companyId, epoch, after, seq, touched };
}

/** The requested part of the log. */
export interface LogRange {
  after: number;
  upTo: number;
  /** The counter's. */
  epoch: string;
}

/**
 * What was written in (after, upTo] and not written again in it, in the order of positions.
 *
 * Each row names the position before it, so a missing row is noticed: a former release writes none, and old ones are removed. If such
 * a release left a gap, a row from before a restored backup may seem to fill it: its epoch is different.
 * @param rows all that exist behind `after`, or the first of them, by position; the first may begin before it
 * @returns null if the rows do not cover all of it
 */
export function touchedIn(
  rows: readonly Omit<ChangeRecord, '_id' | 'companyId'>[],
  { after, upTo, epoch }: LogRange,
): Touched[] | null {
  const latest = new Map<string, Touched>();
  let reached = after;
  for (const row of rows.filter((one) => one.epoch === epoch)) {
    if (reached >= upTo) break;
    const follows = reached === after ? row.after <= after : row.after === reached;
    if (!follows || row.touched === null) return null;
    for (const one of row.touched) {
      if (one.seq > after) latest.set(`${one.name}/${one.id}`, { ...one, name: nameOfStored(one.name) });
    }
    reached = row.seq;
  }
  if (reached !== upTo) return null;
  return [...latest.values()].sort((a, b) => a.seq - b.seq);
}
