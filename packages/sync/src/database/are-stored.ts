import type { LocalRxDatabase } from './row.ts';
import { storedRows } from './stored-rows.ts';

/**
 * Whether all of these commands are on the disk, according to the storage itself: memory still shows what a database that was
 * deleted under the program does not hold any more.
 * @throws whatever the storage throws; then it is not known
 */
export async function areStored(database: LocalRxDatabase, commandIds: readonly string[]): Promise<boolean> {
  if (commandIds.length === 0) return true;
  const stored = new Set((await storedRows(database.commands, {})).map(({ id }) => id));
  return commandIds.every((id) => stored.has(id));
}
