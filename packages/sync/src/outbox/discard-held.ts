import { emptiedCommand, type LocalRxDatabase, type OutboxRow, sealerOf } from '../database/row.ts';
import { removeStored, storedRows } from '../database/stored-rows.ts';
import { type HeldBack, SealedEntries } from './sealed-entries.ts';

/**
 * The commands that are held back for this reason now, as they are on the disk: to be saved to a file, and to be discarded just
 * as they were saved. From the storage itself.
 */
export async function heldRows(database: LocalRxDatabase, kind: keyof HeldBack): Promise<OutboxRow[]> {
  const entries = new SealedEntries(sealerOf(database));
  const rows = await storedRows(database.commands, {});
  const kinds = await Promise.all(rows.map((row) => entries.heldAs(row)));
  return rows.filter((_, index) => kinds[index] === kind);
}

/**
 * The person gives up these commands, which cannot be read. One that anybody has written since, perhaps because another window
 * can open it, stays: it is not what they gave up.
 * @param rows from `heldRows`
 * @returns how many went
 */
export async function discardHeld(database: LocalRxDatabase, rows: readonly OutboxRow[]): Promise<number> {
  let gone = 0;
  for (const row of rows) if (await removeStored(database.commands, [row], emptiedCommand)) gone += 1;
  return gone;
}
