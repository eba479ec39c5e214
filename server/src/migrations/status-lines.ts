import type { MigrationStatus } from './status.ts';

const NONE = '-';

const minute = (at: string | null): string => (at === null ? NONE : `${at.slice(0, 16).replace('T', ' ')} UTC`);

function contractCell({ migration, contractedAt, isHalfContracted, against }: MigrationStatus): string {
  if (migration.contract === undefined) return NONE;
  if (contractedAt !== null) return `done ${minute(contractedAt)}`;
  if (isHalfContracted) return 'begun, not finished: run "contract" again';
  return against === null || against.length === 0 ? 'allowed' : `not yet: ${against.join('; ')}`;
}

/** A table that people read, a line for each migration, and below it what could not be filled in. */
export function statusLines(statuses: readonly MigrationStatus[]): string[] {
  if (statuses.length === 0) return ['This release changes no stored data.'];
  const rows = [
    ['number', 'name', 'prepared', 'companies done', 'contract'],
    ...statuses.map((status) => {
      const { migration, expandedAt, companies } = status;
      const done = companies === null ? NONE : `${companies.done} of ${companies.all}`;
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
    inCompanies.map(
      ({ companyId, count, why }) =>
        `migration ${migration.id}, company ${companyId}: ${count} left as they are: ${why.join('; ')}`,
    ),
  );
  return [...lines, ...left];
}
