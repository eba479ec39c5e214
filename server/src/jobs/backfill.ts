import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { backfillCompany } from '../migrations/backfill-company.ts';
import { MIGRATIONS } from '../migrations/list.ts';
import type { Migration } from '../migrations/migration.ts';
import { companiesLacking, openBackfills } from '../migrations/open-backfills.ts';
import { ifFree } from '../migrations/schema-lease.ts';
import type { Database } from '../tenancy/database.ts';

/**
 * Fills in what migrations add, in the companies in which something is lacking. Asks the database which these are, so with nothing to
 * do it reads nothing of any company. What fails for one is noted and holds up none of the others.
 */
export async function backfillAll(
  database: Database,
  {
    clock,
    log,
    migrations = MIGRATIONS,
    stopping,
  }: {
    clock: Clock;
    log: Logger;
    migrations?: readonly Migration[];
    /** Once aborted, what is left waits for the next run. */
    stopping?: AbortSignal;
  },
): Promise<void> {
  const open = await openBackfills(database, migrations);
  if (open.length === 0) return;
  // Another worker, or an operator, is at it.
  await ifFree(
    database,
    { on: 'backfill', clock, what: 'the worker fills in what a migration adds' },
    async (_, lost) => {
      for (const migration of open) {
        for (const companyId of await companiesLacking(database, migration)) {
          if (lost.aborted || stopping?.aborted) return;
          const about = { migration: migration.id, companyId };
          try {
            const ports = { clock, stopwatch: () => performance.now(), pause: wait, signal: lost };
            const { filled, left } = await backfillCompany(database.tenant(companyId), migration, ports);
            if (filled > 0) log.info({ ...about, filled }, 'a company was filled in');
            if (left.length > 0)
              log.error({ ...about, left: left.length, why: left.slice(0, 5) }, 'documents were left');
          } catch (error) {
            log.error({ err: error, ...about }, 'a company could not be filled in');
          }
        }
      }
    },
  );
}
