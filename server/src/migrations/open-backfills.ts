import type { Database } from '../tenancy/database.ts';
import type { Migration } from './migration.ts';
import { type Records, readRecords } from './records.ts';

const isOpen = ({ id, backfill = [] }: Migration, records: Records): boolean => {
  const record = records.get(id);
  const isContracted = record?.contract === 'running' || record?.contract === 'done';
  return backfill.length > 0 && (record?.expandedAt ?? null) !== null && !isContracted;
};

/**
 * The migrations that fill something in now: prepared in this database, and not ended by their contract. Until then they keep
 * looking, because a process of a former release may write documents without the field at any time.
 */
export async function openBackfills(database: Database, migrations: readonly Migration[]): Promise<Migration[]> {
  const records = await readRecords(database, migrations);
  return migrations.filter((migration) => isOpen(migration, records));
}

/** The companies in which a migration has something left to fill in. */
export async function companiesLacking(database: Database, { backfill = [] }: Migration): Promise<Set<string>> {
  const found = new Set<string>();
  for (const { collection, field } of backfill) {
    for await (const companyId of database.companyIdsLacking(collection, field)) found.add(companyId);
  }
  return found;
}
