import type { Clock } from '../clock.ts';
import type { Database } from '../tenancy/database.ts';
import type { MaintenanceRecord } from '../tenancy/documents.ts';

const MINUTE_MS = 60_000;

/** Puts the whole installation under maintenance; again, to say another time. */
export async function beginMaintenance(
  database: Database,
  { clock, minutes, reason }: { clock: Clock; minutes: number | null; reason: string },
): Promise<MaintenanceRecord> {
  const now = clock.now();
  const until = minutes === null ? null : new Date(Date.parse(now) + minutes * MINUTE_MS).toISOString();
  const record: MaintenanceRecord = { _id: 'maintenance', since: now, until, reason };
  await database.maintenance.replaceOne({ _id: record._id }, record, { upsert: true });
  return record;
}

/** @returns whether there was one */
export async function endMaintenance(database: Database): Promise<boolean> {
  return (await database.maintenance.deleteOne({ _id: 'maintenance' })).deletedCount > 0;
}

export const currentMaintenance = (database: Database): Promise<MaintenanceRecord | null> =>
  database.maintenance.findOne({ _id: 'maintenance' });
