import { z } from 'zod';
import { indexedDbsOf, readRawRows } from './indexed-db.ts';
import { readLocalState } from './local-state.ts';
import type { LocalRxDatabase, OutboxRow } from './row.ts';
import { storedRows } from './stored-rows.ts';

const deviceOf = ({ entry }: Pick<OutboxRow, 'entry'>): string =>
  'command' in entry ? entry.command.deviceId : entry.deviceId;

const firstInOrder = <Row extends { order: string }>(rows: readonly Row[]): Row | undefined =>
  rows.toSorted((a, b) => a.order.localeCompare(b.order, 'en'))[0];

/**
 * The device that numbers the commands of a local database. It is the one that began to, even when its session was lost and
 * its person signed in again as another device: the server takes commands of an earlier device, continuing its numbers.
 *
 * @param signedInAs the session's device, for a database in which nothing was numbered yet
 */
export async function numberingDevice(database: LocalRxDatabase, signedInAs: string): Promise<string> {
  const known = await readLocalState(database, 'device');
  if (known?.deviceId) return known.deviceId;
  // Databases of earlier versions name the device in their commands alone.
  const oldest = firstInOrder(await storedRows(database.commands, {}));
  return (oldest && deviceOf(oldest)) ?? signedInAs;
}

const rawDeviceSchema = z.object({ id: z.literal('device'), doc: z.object({ deviceId: z.uuid() }) });
const rawCommandSchema = z.object({
  order: z.string(),
  entry: z.union([z.object({ command: z.object({ deviceId: z.uuid() }) }), z.object({ deviceId: z.uuid() })]),
});

/** A store that cannot be read says nothing. */
async function rawRows(databaseName: string, collection: string): Promise<unknown[]> {
  const stores = (await indexedDbsOf(databaseName)).filter((name) => name.endsWith(`--${collection}`));
  const read = stores.map((name) => readRawRows(name).catch(() => null));
  return (await Promise.all(read)).flatMap((rows) => rows ?? []);
}

/**
 * The same as the disk says it, before anybody has signed in: without opening the database and without its key.
 * @returns null if nothing was numbered in it
 */
export async function storedNumberingDevice(databaseName: string): Promise<string | null> {
  for (const row of await rawRows(databaseName, 'local')) {
    const parsed = rawDeviceSchema.safeParse(row);
    if (parsed.success) return parsed.data.doc.deviceId;
  }
  const commands = (await rawRows(databaseName, 'commands')).map((row) => rawCommandSchema.safeParse(row).data);
  const oldest = firstInOrder(commands.filter((one) => one !== undefined));
  if (oldest === undefined) return null;
  return 'command' in oldest.entry ? oldest.entry.command.deviceId : oldest.entry.deviceId;
}
