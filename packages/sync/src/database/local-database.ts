import { addRxPlugin, createRxDatabase, type RxStorage } from 'rxdb';
import { RxDBCleanupPlugin } from 'rxdb/plugins/cleanup';
import { RxDBMigrationSchemaPlugin } from 'rxdb/plugins/migration-schema';
import { Turns } from '../engine/turns.ts';
import { closable, dexieStorage } from './dexie-storage.ts';
import { asideName, deleteIndexedDb, indexedDbsOf, placesOf } from './indexed-db.ts';
import { refuseNewerLayout } from './newer-version.ts';
import { rehearseMigrations } from './rehearse-migrations.ts';
import { resealRows } from './reseal-rows.ts';
import {
  LOCAL_LAYOUT,
  type LocalCollections,
  type LocalDatabaseOptions,
  type LocalLayout,
  type LocalRxDatabase,
} from './row.ts';
import { plainSealer, type Sealer } from './sealer.ts';

addRxPlugin(RxDBCleanupPlugin);
addRxPlugin(RxDBMigrationSchemaPlugin);

/** The local database cannot be opened or read. What was not sent yet may still be saved: see repair.ts. */
export class LocalDatabaseError extends Error {
  override name = 'LocalDatabaseError';
}

// biome-ignore lint/suspicious/noExplicitAny: RxDB types a storage by internals that no caller can name
export type LocalStorage = RxStorage<any, any>;

/** One database for each person of each company: people who share a computer share no data. */
export function localDatabaseName(companyId: string, userId: string): string {
  return `marginiq-${companyId}-${userId}`;
}

/** Whose local database has this name; null if it is none. */
export function personOfDatabase(name: string): { companyId: string; userId: string } | null {
  const [, companyId, userId] = DATABASE_OF_PERSON.exec(name) ?? [];
  return companyId === undefined || userId === undefined ? null : { companyId, userId };
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** What an interrupted repair put aside also belongs to a person. */
const ASIDE = `(?:${asideName('', '')}\\d+)?`;
const DATABASE_OF_PERSON = new RegExp(`^marginiq-(${UUID})-(${UUID})$`);
const STORE_OF_PERSON = new RegExp(`^rxdb-dexie-marginiq-(${UUID})-(${UUID})${ASIDE}--`);

/** Whose commands are on this device, by the names of their stores. */
export async function peopleOnDisk(): Promise<{ companyId: string; userId: string }[]> {
  const people = (await indexedDB.databases()).flatMap(({ name = '' }) => {
    const [, companyId, userId] = STORE_OF_PERSON.exec(name) ?? [];
    return companyId === undefined || userId === undefined ? [] : [{ companyId, userId }];
  });
  return [...new Map(people.map((one) => [localDatabaseName(one.companyId, one.userId), one])).values()];
}

/** What was pulled will be pulled again, so it is not migrated. */
function leaveBehind(version: number): Record<number, () => null> {
  return Object.fromEntries(Array.from({ length: version }, (_, index) => [index + 1, () => null]));
}

export interface OpenOptions {
  /** Seals what is written; what was sealed otherwise, or not at all, is resealed by it at opening. */
  sealer?: Sealer;
  layout?: LocalLayout;
}

/**
 * Opens (or creates) the local database and reads one row of each collection, so that damage is found here and not in
 * the middle of a deal. A database of an older layout is migrated; if that fails the old one is left unchanged, and its
 * unsent commands can be rescued (repair.ts).
 *
 * @throws LocalDatabaseError; `isOfNewerVersion` says whether it is no damage
 */
export async function openLocalDatabase(
  name: string,
  storage: LocalStorage = dexieStorage(),
  { sealer = plainSealer, layout = LOCAL_LAYOUT }: OpenOptions = {},
): Promise<LocalRxDatabase> {
  const half = closable(storage);
  let database: LocalRxDatabase | null = null;
  try {
    await refuseNewerLayout(name, layout);
    await rehearseMigrations(name, layout);
    database = await createRxDatabase<LocalCollections>({
      name,
      storage: half.storage,
      multiInstance: true,
      // Every window may clean up; RxDB does not know which one leads, for its elections are not used here.
      cleanupPolicy: { waitForLeadership: false },
      options: { sealer, turns: new Turns() } satisfies LocalDatabaseOptions,
    });
    const { pages, local, localMigrations, outbox, outboxMigrations } = layout;
    await database.addCollections({
      commands: { schema: outbox, migrationStrategies: outboxMigrations },
      pages: { schema: pages, migrationStrategies: leaveBehind(pages.version) },
      local: { schema: local, migrationStrategies: localMigrations },
    });
    const readings = Object.values(database.collections).map((collection) => collection.findOne().exec());
    await Promise.all([...readings, resealRows(database)]);
    return database;
  } catch (error) {
    // A half open one would keep its name, and so its own repair, from being opened again.
    await database?.close().catch(() => undefined);
    await half.close();
    const cause = error instanceof Error ? error.message : String(error);
    throw new LocalDatabaseError(cause.slice(0, 500), { cause: error });
  }
}

/**
 * Deletes a local database with everything in it, also one that is damaged. RxDB itself would only empty the stores
 * that it finds and can still read, and leave the damage in place. What is open closes.
 */
export async function deleteLocalDatabase(name: string): Promise<void> {
  const stores = await Promise.all((await placesOf(name)).map(indexedDbsOf));
  // All at once: one that another window holds must not leave the others for somebody to open meanwhile.
  await Promise.all(stores.flat().map(deleteIndexedDb));
}
