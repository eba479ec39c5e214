import { cursorSchema } from '@marginiq/contract/cursor';
import { z } from 'zod';
import type { LocalRxDatabase } from './row.ts';

/** Rows of the `reference` collection that are the device's own: never pulled, never swept. */
export const LOCAL_EPOCH = 'local';

const schemas = {
  cursor: cursorSchema,
  /** The server's next number for this device, as far as it is known. */
  device: z.object({ nextDeviceSeq: z.int().min(1) }),
  /** A reset began: rows of an older epoch are to be swept once the last page is in. */
  sweep: z.object({ pending: z.boolean() }),
  /** When everything was last in step with the server. */
  synced: z.object({ at: z.iso.datetime() }),
} as const;
type LocalStateKey = keyof typeof schemas;
type LocalState = { [K in LocalStateKey]: z.infer<(typeof schemas)[K]> };

const rowId = (key: string) => `local:${key}`;

/** The value, or null where there is none or it can not be read: then it is made anew. */
export async function readLocalState<K extends LocalStateKey>(
  database: LocalRxDatabase,
  key: K,
): Promise<LocalState[K] | null> {
  const row = await database.reference.findOne(rowId(key)).exec();
  const parsed = schemas[key].safeParse(row?.toJSON().doc);
  return parsed.success ? (parsed.data as LocalState[K]) : null;
}

export async function writeLocalState<K extends LocalStateKey>(
  database: LocalRxDatabase,
  key: K,
  doc: LocalState[K],
): Promise<void> {
  await writeLocalRow(database, key, doc);
}

/** A draft or another thing of the device alone, under a key of its own. */
export async function writeLocalRow(
  database: LocalRxDatabase,
  key: string,
  doc: Record<string, unknown>,
): Promise<void> {
  await database.reference.incrementalUpsert({ id: rowId(key), order: rowId(key), epoch: LOCAL_EPOCH, doc });
}

export async function readLocalRow(database: LocalRxDatabase, key: string): Promise<unknown> {
  return (await database.reference.findOne(rowId(key)).exec())?.toJSON().doc ?? null;
}

export async function removeLocalRow(database: LocalRxDatabase, key: string): Promise<void> {
  await database.reference.findOne(rowId(key)).incrementalRemove();
}
