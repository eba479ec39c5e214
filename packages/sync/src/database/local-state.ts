import { map, type Observable } from 'rxjs';
import { z } from 'zod';
import { emptiedLocalRow, type LocalRow, type LocalRxDatabase, sealerOf, turnsOf } from './row.ts';
import { isSealed } from './sealer.ts';
import { removeStored, storedRow, storedRows } from './stored-rows.ts';

const schemas = {
  /** The device that numbers the commands here, and the server's next number for it, as far as it is known. */
  device: z.object({ nextDeviceSeq: z.int().min(1), deviceId: z.uuid().optional() }),
  /** When everything was last in step with the server. */
  synced: z.object({ at: z.iso.datetime() }),
} as const;
type LocalStateKey = keyof typeof schemas;
type LocalState = { [K in LocalStateKey]: z.infer<(typeof schemas)[K]> };

/** The value, or null if there is none or it cannot be read: then a new one is made. */
export async function readLocalState<K extends LocalStateKey>(
  database: LocalRxDatabase,
  key: K,
): Promise<LocalState[K] | null> {
  const row = await storedRow(database.local, key);
  const parsed = schemas[key].safeParse(row?.doc);
  return parsed.success ? (parsed.data as LocalState[K]) : null;
}

export async function writeLocalState<K extends LocalStateKey>(
  database: LocalRxDatabase,
  key: K,
  doc: LocalState[K],
): Promise<void> {
  await write(database, { id: key, doc });
}

/** In turn with whatever else this window does to that row. */
function inTurn<T>(database: LocalRxDatabase, key: string, work: () => Promise<T>): Promise<T> {
  return turnsOf(database)?.take(key, work) ?? work();
}

const placeOf = (key: string) => `local/${key}`;

export async function sealLocalRow(database: LocalRxDatabase, { id, doc }: LocalRow): Promise<LocalRow> {
  return { id, doc: { sealed: await sealerOf(database).seal(JSON.stringify(doc), placeOf(id)) } };
}

/** Drafts and half-made decisions have a key of their kind (`draft:`); how the device numbers its commands does not. */
export const isOwnWork = ({ id }: Pick<LocalRow, 'id'>): boolean => id.includes(':');

/**
 * The row sealed by the current key; null if it already is, or need not be, or is unsealed where nothing may be.
 * @throws if it cannot be opened
 */
export async function resealedLocalRow(database: LocalRxDatabase, row: LocalRow): Promise<LocalRow | null> {
  const sealer = sealerOf(database);
  if (!isOwnWork(row)) return null;
  const text = textIn(row);
  if (text === null) return sealer.readsClear ? await sealLocalRow(database, row) : null;
  if (await sealer.isCurrent(text)) return null;
  return await sealLocalRow(database, { id: row.id, doc: JSON.parse(await sealer.unseal(text, placeOf(row.id))) });
}

/** The row's payload; null for one of a version that knew no sealing. */
const textIn = ({ doc }: LocalRow): string | null =>
  typeof doc.sealed === 'string' && Object.keys(doc).length === 1 ? doc.sealed : null;

/** Whether it shows nothing that should be sealed, whichever key it was sealed by. */
export const showsNothing = (row: LocalRow): boolean =>
  !isOwnWork(row) || Object.keys(row.doc).length === 0 || isSealed(textIn(row) ?? '');

const rawRowSchema = z.object({ id: z.string(), doc: z.record(z.string(), z.unknown()) });

/** Whether a row on the disk is sealed work of its person, so that it may stay when that person leaves the device. */
export function isSealedWork(raw: unknown): boolean {
  const row = rawRowSchema.safeParse(raw).data;
  return row !== undefined && isOwnWork(row) && isSealed(textIn(row) ?? '');
}

/** A draft or another thing of the device alone, under a key of its own. */
export async function writeLocalRow(
  database: LocalRxDatabase,
  key: string,
  doc: Record<string, unknown>,
): Promise<void> {
  await inTurn(database, key, async () => write(database, await sealLocalRow(database, { id: key, doc })));
}

async function write(database: LocalRxDatabase, row: LocalRow): Promise<void> {
  // Not `incrementalUpsert`: once it has failed, for want of room say, RxDB fails every later one of that row as well.
  const { error } = await database.local.bulkUpsert([row]);
  if (error[0] !== undefined) throw new Error(`"${row.id}" could not be written (status ${error[0].status})`);
}

/**
 * Null if there is none, or it was sealed by another key: a draft is lost with its key. Also null for an unsealed row
 * where everything is sealed: somebody else wrote it.
 */
export function readLocalRow(database: LocalRxDatabase, key: string): Promise<unknown> {
  return inTurn(database, key, () => read(database, key));
}

async function read(database: LocalRxDatabase, key: string): Promise<unknown> {
  const doc = (await storedRow(database.local, key))?.doc ?? null;
  const sealer = sealerOf(database);
  if (doc === null || typeof doc.sealed !== 'string') return sealer.readsClear || !isOwnWork({ id: key }) ? doc : null;
  try {
    return JSON.parse(await sealer.unseal(doc.sealed, placeOf(key)));
  } catch {
    return null;
  }
}

export async function removeLocalRow(database: LocalRxDatabase, key: string): Promise<void> {
  await inTurn(database, key, async () => {
    // From the storage, not `findOne`: another window may have written it without this one having heard yet.
    for (let isGone = false; !isGone; ) {
      const row = await storedRow(database.local, key);
      isGone = await removeStored(database.local, row === null ? [] : [row], emptiedLocalRow);
    }
  });
}

/** Ids begin with a prefix of their kind (`draft:`), and hold nothing that has to be sealed. */
const beginsWith = (prefix: string) => ({ id: { $gte: prefix, $lt: `${prefix}\uFFFF` } });

/** The keys of all rows of one kind, from the storage itself. */
export async function localRowKeys(database: LocalRxDatabase, prefix: string): Promise<string[]> {
  return (await storedRows(database.local, beginsWith(prefix))).map(({ id }) => id);
}

/** Emits at once, and again when a row of the kind was written or removed, in whichever window. */
export function localRowsChanged$(database: LocalRxDatabase, prefix: string): Observable<void> {
  return database.local.find({ selector: beginsWith(prefix) }).$.pipe(map(() => undefined));
}
