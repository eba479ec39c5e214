import {
  type MangoQuerySelector,
  normalizeMangoQuery,
  prepareQuery,
  type RxCollection,
  type RxDocumentData,
} from 'rxdb';

/*
 * Reads from the storage itself, and writes what was read there. RxDB answers `exec()` from caches that learn of another window's writes
 * only when its message has come, and a lock is handed over faster than that: who holds it must see what the holder before wrote.
 */

export async function storedRow<Row>(collection: RxCollection<Row>, id: string): Promise<Row | null> {
  const [row] = await storedRowsOf(collection, [id]);
  return row ?? null;
}

/** Those of these ids that are stored, in any order. */
export async function storedRowsOf<Row>(
  collection: RxCollection<Row>,
  ids: readonly string[],
): Promise<RxDocumentData<Row>[]> {
  return ids.length === 0 ? [] : await collection.storageInstance.findDocumentsById([...ids], false);
}

export async function storedRows<Row>(
  collection: RxCollection<Row>,
  selector: MangoQuerySelector<Row>,
  limit?: number,
): Promise<Row[]> {
  return query(collection, {
    selector: { ...selector, _deleted: { $eq: false } },
    ...(limit === undefined ? {} : { limit }),
  });
}

/** What is left of removed rows. */
export async function removedRows<Row>(collection: RxCollection<Row>): Promise<Row[]> {
  return query(collection, { selector: { _deleted: { $eq: true } } });
}

async function query<Row>(collection: RxCollection<Row>, query: object): Promise<Row[]> {
  const schema = collection.schema.jsonSchema;
  const prepared = prepareQuery(schema, normalizeMangoQuery(schema, query as never));
  return (await collection.storageInstance.query(prepared)).documents;
}

/** A row as it was read, and as it is to be. */
export interface Rewrite<Row> {
  previous: Row;
  document: Row;
}

/**
 * Replaces rows as they were read, in one write. What somebody has written since stays as it is.
 * @returns the ids of those that somebody has written since
 * @throws whatever the storage throws
 */
export async function replaceStored<Row>(
  collection: RxCollection<Row>,
  rewrites: readonly Rewrite<Row>[],
): Promise<ReadonlySet<string>> {
  if (rewrites.length === 0) return new Set();
  const { error } = await collection.storageInstance.bulkWrite([...rewrites] as never, 'marginiq-replace');
  const other = error.find(({ status }) => status !== 409);
  if (other !== undefined) throw new Error(`a row could not be written (status ${other.status})`);
  return new Set(error.map(({ documentId }) => documentId));
}

/**
 * Removes these rows as they were read, with what they held (`emptied`).
 * @returns false if one of them stays, because somebody has written it since
 * @throws whatever the storage throws
 */
export async function removeStored<Row>(
  collection: RxCollection<Row>,
  rows: readonly Row[],
  emptied: (row: Row) => Row,
): Promise<boolean> {
  const removals = rows.map((previous) => ({ previous, document: { ...emptied(previous), _deleted: true } }));
  return (await replaceStored(collection, removals)).size === 0;
}

/** The ids among these that are on the disk, and those that somebody removed there: the storage keeps a mark of each. */
export async function presenceOf<Row>(
  collection: RxCollection<Row>,
  ids: readonly string[],
): Promise<{ present: ReadonlySet<string>; removed: ReadonlySet<string> }> {
  if (ids.length === 0) return { present: new Set(), removed: new Set() };
  const found = await collection.storageInstance.findDocumentsById([...ids], true);
  const key = collection.schema.primaryPath;
  const idsOf = (isDeleted: boolean) =>
    new Set(found.filter(({ _deleted }) => _deleted === isDeleted).map((row) => String(row[key as keyof typeof row])));
  return { present: idsOf(false), removed: idsOf(true) };
}
