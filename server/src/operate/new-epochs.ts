import type { Clock } from '../clock.ts';
import type { Database } from '../tenancy/database.ts';

/**
 * To be run after a backup was restored: positions that were given out since the backup will be given out again, for
 * other changes. With a new epoch every device reads everything from scratch and keeps its unsent actions.
 *
 * @returns how many companies got one
 */
export async function renewEpochs(database: Database, clock: Clock): Promise<number> {
  const companyIds = await database.companyIds();
  for (const companyId of companyIds) {
    await database
      .tenant(companyId)
      .collection('counters')
      .updateOne({ _id: companyId }, { $set: { epoch: clock.newId() } });
  }
  return companyIds.length;
}
