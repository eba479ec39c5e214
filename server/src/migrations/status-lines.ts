import { MIGRATION_WORDS } from '../words/migration-words.ts';
import type { MigrationStatus } from './status.ts';

const NONE = '-';

const minute = (at: string | null): string =>
  at === null ? NONE : MIGRATION_WORDS.utc(at.slice(0, 16).replace('T', ' '));

function contractCell({ migration, contractedAt, isHalfContracted, against }: MigrationStatus): string {
  if (migration.contract === undefined) return NONE;
  if (contractedAt !== null) return MIGRATION_WORDS.done(minute(contractedAt));
  if (isHalfContracted) return 'begun, not finished: run "contract" again';
  return against === null || against.length === 0 ? 'allowed' : MIGRATION_WORDS.notYet(against.join('; '));
}

/** A table that people read, a line for each migration, and below it what could not be filled in. */
export function statusLines(statuses: readonly MigrationStatus[]): string[] {
  if (statuses.length === 0) return [MIGRATION_WORDS.noMigrations];
  const rows = [
    ['number', 'name', 'prepared', 'companies done', 'contract'],
    ...statuses.map((status) => {
      const { migration, expandedAt, companies } = status;
      const done = companies === null ? NONE : MIGRATION_WORDS.doneOf(companies.done, companies.all);
      return [String(migration.id), migration.name, minute(expandedAt), done, contractCell(status)];
    }),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const left = statuses.flatMap(({ migration, left: inCompanies }) =>
    inCompanies.map(({ companyId, count, why }) =>
      MIGRATION_WORDS.left(migration.id, companyId, count, why.join('; ')),
    ),
  );
  return [...lines, ...left];
}
