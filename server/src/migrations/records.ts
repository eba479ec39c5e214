import type { Instant } from '@marginiq/contract/scalars';
import { LeaseLostError } from '../tenancy/company-lease.ts';
import { WrongReleaseError } from '../tenancy/data-version.ts';
import type { Database } from '../tenancy/database.ts';
import type { MigrationRecord } from '../tenancy/migration-documents.ts';
import { isDuplicateKey } from '../tenancy/mongo-errors.ts';
import type { Migration } from './migration.ts';

export type Records = ReadonlyMap<number, MigrationRecord>;

/**
 * The progress of these migrations in this database.
 * @throws WrongReleaseError if another migration was run under one of their numbers
 */
export async function readRecords(database: Database, migrations: readonly Migration[]): Promise<Records> {
  const records = new Map((await database.migrations.find({}).toArray()).map((record) => [record._id, record]));
  for (const { id, name } of migrations) {
    const record = records.get(id);
    if (record !== undefined && record.name !== name) {
      throw new WrongReleaseError(
        `In this database migration ${id} was "${record.name}"; in this program it is "${name}". The program is from another line of development: use the one that was used here last. Nothing was written.`,
      );
    }
  }
  return records;
}

/**
 * Records progress of a migration.
 * @param lease the number of the lease under which it was made
 * @throws LeaseLostError if a later holder of the lease has already recorded something
 */
export async function note(
  database: Database,
  { id, name }: Migration,
  { lease, ...done }: Partial<Pick<MigrationRecord, 'expandedAt' | 'contract' | 'contractedAt'>> & { lease: number },
): Promise<void> {
  const first = { expandedAt: null as Instant | null, contract: null, contractedAt: null };
  const missing = Object.fromEntries(Object.entries(first).filter(([field]) => !(field in done)));
  try {
    const filter = { _id: id, name, lease: { $lte: lease } };
    const change = { $set: { ...done, lease }, $setOnInsert: missing };
    await database.migrations.updateOne(filter, change, { upsert: true });
  } catch (error) {
    // The record is there and does not fit.
    if (isDuplicateKey(error)) throw new LeaseLostError(`migration ${id} was taken over by a later process`);
    throw error;
  }
}
