import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { LeaseHolder } from '../tenancy/company-lease.ts';
import type { Database } from '../tenancy/database.ts';
import type { ProcessKind } from '../tenancy/migration-documents.ts';
import { contractAll } from './commands.ts';
import { expandAll } from './expand.ts';
import { MIGRATIONS } from './list.ts';
import type { Migration } from './migration.ts';
import { type Registration, registerProcess } from './processes.ts';
import { readRecords } from './records.ts';

interface Preparing {
  clock: Clock;
  migrations?: readonly Migration[];
  onExpanded?: (migration: Migration) => void;
  onWaiting?: (holder: LeaseHolder) => void;
  /** A new database could not be brought to its newest form, and why. It can be used nevertheless. */
  onNotNewest?: (why: string) => void;
}

/**
 * Adds what this release needs, before anything is written. A database without companies gets the newest form at once: there is nothing
 * in it that a former release would miss.
 * @throws WrongReleaseError
 */
export async function prepareStorage(
  database: Database,
  { clock, migrations = MIGRATIONS, onNotNewest, ...told }: Preparing,
): Promise<void> {
  await database.ensureIndexes();
  await expandAll(database, { migrations, clock, ...told });
  if (await database.isEmpty()) {
    const lines: string[] = [];
    const print = (line: string) => void lines.push(line);
    const isNewest = await contractAll(database, { migrations, clock, print, dryRun: false });
    if (!isNewest) onNotNewest?.(lines.join('; '));
  }
}

/**
 * What a process does with the database before it serves anybody: checks its rights, registers, and adds what this release
 * needs. Must be ended when the process ends.
 * @throws WrongReleaseError before anything is written
 */
export async function prepareDatabase(
  database: Database,
  { kind, clock, log }: { kind: ProcessKind; clock: Clock; log: Logger },
): Promise<Registration> {
  await readRecords(database, MIGRATIONS);
  const registration = await registerProcess(database, { kind, clock });
  try {
    await prepareStorage(database, {
      clock,
      onExpanded: ({ id, name }) => log.info({ migration: id, name }, 'database prepared for a migration'),
      onWaiting: ({ what, since }) => log.info({ what, since }, 'waiting for another process to prepare the database'),
      onNotNewest: (why) =>
        log.warn({ why }, 'the new database is not in its newest form: see "npm run migrate -- status"'),
    });
  } catch (error) {
    // It would be taken for alive for two minutes, and keep a contract from being carried out.
    await registration.end();
    throw error;
  }
  return registration;
}
