import { type MangoQuerySelector, normalizeMangoQuery, prepareQuery, type RxCollection } from 'rxdb';

/*
 * Reads from the storage itself. RxDB answers `exec()` from caches that learn of another window's writes only when its
 * message has come, and a lock is handed over faster than that: who holds it must see what the holder before wrote.
 */

export async function storedRow<Row>(collection: RxCollection<Row>, id: string): Promise<Row | null> {
  const [row] = await collection.storageInstance.findDocumentsById([id], false);
  return row ?? null;
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

/** What is left of the rows that were removed. */
export async function removedRows<Row>(collection: RxCollection<Row>): Promise<Row[]> {
  return query(collection, { selector: { _deleted: { $eq: true } } });
}

async function query<Row>(collection: RxCollection<Row>, query: object): Promise<Row[]> {
  const schema = collection.schema.jsonSchema;
  const prepared = prepareQuery(schema, normalizeMangoQuery(schema, query as never));
  return (await collection.storageInstance.query(prepared)).documents;
}

/**
 * Removes these rows as they were read, with what they held (`emptied`). One that somebody has written since stays: @returns false in that case
 * @throws whatever the storage throws
 */
export async function removeStored<Row>(
  collection: RxCollection<Row>,
  rows: readonly Row[],
  emptied: (row: Row) => Row,
): Promise<boolean> {
  if (rows.length === 0) return true;
  const writes = rows.map((previous) => ({ previous, document: { ...emptied(previous), _deleted: true } }));
  const { error } = await collection.storageInstance.bulkWrite(writes as never, 'marginiq-remove');
  const other = error.find(({ status }) => status !== 409);
  if (other !== undefined) throw new Error(`a row could not be removed (status ${other.status})`);
  return error.length === 0;
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
