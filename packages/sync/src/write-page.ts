import type { Cursor } from '@marginiq/contract/cursor';
import { type Changes, PULLED_COLLECTIONS, type PulledCollection } from '@marginiq/contract/pull';
import type { Reference } from '@marginiq/contract/reference';
import { localRow } from './local-state.ts';
import { purgeRows, putRows } from './pulled-rows.ts';
import { byName, type LocalRxDatabase, newestFirst, type Row } from './row.ts';

export interface Page {
  changes: Changes;
  cursor: Cursor;
  /** The reading from the beginning that the page belongs to. */
  generation: number;
  /** Nothing of it is likely to be here already. */
  expectNew?: boolean;
  /** Leaves the cursor for a later page to write: killed before that, both pages are read again. */
  leaveCursor?: boolean;
}

/** There is one of each kind but people, whatever the version: the newest takes the place of the one before. */
function referenceRowId(document: Reference): string {
  return document.kind === 'person' ? document.id : document.kind;
}

function toRows({ requests, customers, products, reference }: Changes, epoch: string): Record<PulledCollection, Row[]> {
  return {
    requests: requests.upserts.map((doc) => ({ id: doc.id, order: newestFirst(doc.changedAt), epoch, doc })),
    customers: customers.upserts.map((doc) => ({ id: doc.id, order: byName(doc.name), epoch, doc })),
    products: products.upserts.map((doc) => ({ id: doc.id, order: byName(doc.name), epoch, doc })),
    reference: reference.upserts.map((doc) => ({ id: referenceRowId(doc), order: doc.kind, epoch, doc })),
  };
}

/**
 * Writes one page, and its cursor behind it: killed in between, the page is only read again. The cursor goes with the
 * reference rows, in the last write.
 */
export async function writePage(
  database: LocalRxDatabase,
  { changes, cursor, generation, expectNew = false, leaveCursor = false }: Page,
): Promise<void> {
  const rows = toRows(changes, String(generation));
  const others = PULLED_COLLECTIONS.filter((name) => name !== 'reference');
  await Promise.all(
    others.map(async (name) => {
      await putRows(database[name], rows[name], expectNew);
      await purgeRows(
        database[name],
        changes[name].removals.map(({ id }) => id),
      );
    }),
  );
  await purgeRows(
    database.reference,
    changes.reference.removals.map(({ id }) => id),
  );
  const place = leaveCursor ? [] : [localRow('cursor', cursor)];
  await putRows(database.reference, [...rows.reference, ...place], false);
}
