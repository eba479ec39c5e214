import type { Collection } from 'mongodb';
import { DatabaseUnavailableError } from './database-unavailable.ts';
import type { MigrationRecord } from './migration-documents.ts';

/**
 * The newest migration that this program knows (`migrations/list.ts`; a test holds them together). By it a process says what it
 * writes, and a database what may be written into it.
 */
export const DATA_VERSION = 1;

/**
 * Once its contract is done, owned documents are found by their audience. Until then a process of a former release may leave a wrong one,
 * so they are found by owner and team (`migrations/1-audience.ts`).
 */
export const AUDIENCE_MIGRATION = 1;

/** The database is not for this release. The message says what to do. */
export class WrongReleaseError extends DatabaseUnavailableError {
  override name = 'WrongReleaseError';
}

/**
 * A program may use a database in which newer migrations have added something. Once a newer one has removed something, or has
 * begun to, it may not.
 * @throws WrongReleaseError
 */
export async function requireKnownContracts(records: Collection<MigrationRecord>, known: number): Promise<void> {
  const newer = await records.findOne({ _id: { $gt: known }, contract: { $ne: null } }, { sort: { _id: -1 } });
  if (newer === null) return;
  throw new WrongReleaseError(
    `This database was changed by a newer release of MarginIQ (migration ${newer._id}, "${newer.name}"; this release knows ${
      known === 0 ? 'none' : `them up to ${known}`
    }). This release cannot use it, and has written nothing. Start the newer release instead, or put back a backup from before the change.`,
  );
}
