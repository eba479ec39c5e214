import { z } from 'zod';
import { indexedDbsOf, placesOf, readRawRows } from '../database/indexed-db.ts';
import { readLocalState } from '../database/local-state.ts';
import type { LocalRxDatabase } from '../database/row.ts';
import { storedRows } from '../database/stored-rows.ts';

const rawCommandSchema = z.object({
  order: z.string(),
  entry: z.union([z.object({ command: z.object({ deviceId: z.uuid() }) }), z.object({ deviceId: z.uuid() })]),
});

/** The device of the oldest command that names one; null if none does. */
function deviceOfOldest(rows: readonly unknown[]): string | null {
  const commands = rows.flatMap((row) => rawCommandSchema.safeParse(row).data ?? []);
  const [oldest] = commands.sort((a, b) => a.order.localeCompare(b.order, 'en'));
  if (oldest === undefined) return null;
  return 'command' in oldest.entry ? oldest.entry.command.deviceId : oldest.entry.deviceId;
}

/**
 * The device that numbers the commands of a local database. It is the one that began to, even if its session was lost and
 * its person signed in again as another device: the server accepts commands of an earlier device, continuing its numbers.
 *
 * @param signedInAs the session's device, for a database without numbered commands
 */
export async function numberingDevice(database: LocalRxDatabase, signedInAs: string): Promise<string> {
  const known = await readLocalState(database, 'device');
  if (known?.deviceId) return known.deviceId;
  // Databases of earlier versions name the device in their commands alone.
  return deviceOfOldest(await storedRows(database.commands, {})) ?? signedInAs;
}

const rawDeviceSchema = z.object({ id: z.literal('device'), doc: z.object({ deviceId: z.uuid() }) });
/** A store that cannot be read says nothing. */
async function rawRows(databaseName: string, collection: string): Promise<unknown[]> {
  const stores = (await Promise.all((await placesOf(databaseName)).reverse().map(indexedDbsOf)))
    .flat()
    .filter((name) => name.endsWith(`--${collection}`));
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
  return deviceOfOldest(await rawRows(databaseName, 'commands'));
}
