import type { Logger } from 'pino';
import type { Clock } from '../services.ts';
import type { Database } from '../tenancy/database.ts';
import type { ProcessKind } from '../tenancy/migration-documents.ts';
import { expandAll } from './expand.ts';
import { MIGRATIONS } from './list.ts';
import { type Registration, registerProcess } from './processes.ts';
import { readRecords } from './records.ts';

/**
 * What a process does with the database before it serves anybody: sees that it may use it, registers, and adds what this release
 * needs. To be ended when the process ends.
 * @throws WrongReleaseError before anything is written
 */
export async function prepareDatabase(
  database: Database,
  { kind, clock, log }: { kind: ProcessKind; clock: Clock; log: Logger },
): Promise<Registration> {
  await readRecords(database, MIGRATIONS);
  const registration = await registerProcess(database, { kind, clock });
  await database.ensureIndexes();
  await expandAll(database, {
    migrations: MIGRATIONS,
    clock,
    onExpanded: ({ id, name }) => log.info({ migration: id, name }, 'database prepared for a migration'),
    onWaiting: ({ what, since }) => log.info({ what, since }, 'waiting for another process to prepare the database'),
  });
  return registration;
}
