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
  const schema = collection.schema.jsonSchema;
  const query = { selector: { ...selector, _deleted: { $eq: false } }, ...(limit === undefined ? {} : { limit }) };
  const prepared = prepareQuery(schema, normalizeMangoQuery(schema, query as never));
  return (await collection.storageInstance.query(prepared)).documents;
}
