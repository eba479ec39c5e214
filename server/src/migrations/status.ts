import type { Instant } from '@marginiq/contract/scalars';
import type { Clock } from '../clock.ts';
import type { Database } from '../tenancy/database.ts';
import { reasonsAgainst } from './contract.ts';
import type { Migration } from './migration.ts';
import { companiesLacking } from './open-backfills.ts';
import { readRecords } from './records.ts';

export interface MigrationStatus {
  migration: Migration;
  expandedAt: Instant | null;
  /** Companies that have nothing left to fill in, of how many; null if it fills nothing in, or is not prepared. */
  companies: { done: number; all: number } | null;
  contractedAt: Instant | null;
  isHalfContracted: boolean;
  /** Why nothing may be removed; null if there is nothing to remove, or it was. */
  against: readonly string[] | null;
  /** Documents that could not be filled in: why, by company. */
  left: readonly { companyId: string; count: number; why: readonly string[] }[];
}

/** What could not be filled in, of the companies in which something is lacking. */
async function leftIn(database: Database, { id }: Migration, lacking: ReadonlySet<string>) {
  const left: { companyId: string; count: number; why: string[] }[] = [];
  for (const companyId of lacking) {
    const progress = await database.tenant(companyId).collection('migrationProgress').findById(String(id));
    if ((progress?.left ?? 0) > 0) left.push({ companyId, count: progress?.left ?? 0, why: progress?.why ?? [] });
  }
  return left;
}

/** How far each migration has come. Writes nothing. */
export async function readStatus(
  database: Database,
  { migrations, clock }: { migrations: readonly Migration[]; clock: Clock },
): Promise<MigrationStatus[]> {
  const records = await readRecords(database, migrations);
  const all = (await database.companyIds()).length;
  const statuses: MigrationStatus[] = [];
  for (const migration of migrations) {
    const record = records.get(migration.id);
    const expandedAt = record?.expandedAt ?? null;
    const contract = record?.contract ?? null;
    const fills = migration.backfill !== undefined && expandedAt !== null;
    const lacking =
      fills && contract !== 'running' && contract !== 'done'
        ? await companiesLacking(database, migration)
        : new Set<string>();
    const isOver = migration.contract === undefined || contract === 'done';
    statuses.push({
      migration,
      expandedAt,
      companies: fills ? { done: Math.max(0, all - lacking.size), all } : null,
      contractedAt: record?.contractedAt ?? null,
      isHalfContracted: contract === 'running',
      against: isOver ? null : await reasonsAgainst(database, migration, { migrations, records, clock }),
      left: await leftIn(database, migration, lacking),
    });
  }
  return statuses;
}
