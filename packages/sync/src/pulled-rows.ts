import type { RxCollection, RxDocumentData } from 'rxdb';
import { LOCAL_EPOCH } from './local-state.ts';
import type { Row } from './row.ts';

/*
 * Pulled rows are never edited on the device, so they go straight to the storage, in bulk and without the state that
 * RxDB's own replication keeps beside each document; the collections' queries learn of them by the storage's change
 * stream as of any other write. In Chromium that halves the time of a first reading (docs/benchmarks.md).
 */

const CONTEXT = 'marginiq-pull';

type Stored = RxDocumentData<Row>;

/** The wrapped storage sets revision and time itself. */
const toStored = (row: Row, deleted = false): Stored => ({
  ...row,
  _deleted: deleted,
  _attachments: {},
  _meta: { lwt: 1 },
  _rev: '',
});

const seqOf = ({ doc }: Row) => (typeof doc.seq === 'number' ? doc.seq : 0);

/** A page may come again, and a small change by the stream before it came by a page. */
const isNews = (row: Row, previous: Stored) =>
  previous._deleted || row.epoch === LOCAL_EPOCH || previous.epoch !== row.epoch || seqOf(previous) < seqOf(row);

type Write = { previous?: Stored; document: Stored };

async function write(collection: RxCollection<Row>, rows: Write[]): Promise<Stored[]> {
  if (rows.length === 0) return [];
  const { error } = await collection.storageInstance.bulkWrite(rows, CONTEXT);
  return error.map((one) => {
    const known = one.status === 409 ? one.documentInDb : undefined;
    if (known === undefined) throw new Error(`a row of ${collection.name} could not be written (status ${one.status})`);
    return known;
  });
}

/**
 * Writes rows, whether they exist or not; those that stand there already, in the same or a newer version, stay.
 * @param expectNew the rows are likely new: tried first without looking, which spares a reading of each
 */
export async function putRows(collection: RxCollection<Row>, rows: readonly Row[], expectNew: boolean): Promise<void> {
  if (rows.length === 0) return;
  // A page may carry two versions of one thing, and RxDB refuses to write a row twice at once: the last one counts.
  const latest = new Map(rows.map((row) => [row.id, row]));
  const known = expectNew
    ? await write(
        collection,
        [...latest.values()].map((row) => ({ document: toStored(row) })),
      )
    : await collection.storageInstance.findDocumentsById([...latest.keys()], true);
  const previousById = new Map(known.map((previous) => [previous.id, previous]));
  const rest = [...latest.values()].flatMap((row): Write[] => {
    const previous = previousById.get(row.id);
    if (previous === undefined) return expectNew ? [] : [{ document: toStored(row) }];
    return isNews(row, previous) ? [{ previous, document: toStored(row) }] : [];
  });
  const conflicts = await write(collection, rest);
  if (conflicts.length > 0) throw new Error(`rows of ${collection.name} were written by somebody else meanwhile`);
}

/**
 * Takes rows away with what they held: RxDB keeps what is deleted for a while, and what somebody may not see any more
 * must not be among it.
 */
export async function purgeRows(collection: RxCollection<Row>, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const known = await collection.storageInstance.findDocumentsById([...ids], false);
  const gone = known.map((previous) => ({
    previous,
    document: toStored({ id: previous.id, order: '', epoch: '', doc: {} }, true),
  }));
  const conflicts = await write(collection, gone);
  if (conflicts.length > 0) throw new Error(`rows of ${collection.name} were written by somebody else meanwhile`);
}
