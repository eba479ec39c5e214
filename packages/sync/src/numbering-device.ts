import { readLocalState } from './local-state.ts';
import type { LocalRxDatabase, OutboxRow } from './row.ts';
import { storedRows } from './stored-rows.ts';

const deviceOf = ({ entry }: OutboxRow): string => ('command' in entry ? entry.command.deviceId : entry.deviceId);

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
  const [oldest] = (await storedRows(database.commands, {})).toSorted((a, b) => a.order.localeCompare(b.order, 'en'));
  return (oldest && deviceOf(oldest)) ?? signedInAs;
}
