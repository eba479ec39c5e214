import type { Clock } from '../clock.ts';
import type { Database } from '../tenancy/database.ts';
import { MIGRATION_WORDS } from '../words/migration-words.ts';
import type { ChunkPorts } from './chunks.ts';
import { correctEach } from './correct-each.ts';
import { lackingIndex } from './expand.ts';
import type { Migration } from './migration.ts';
import { companiesLacking } from './open-backfills.ts';
import { livingProcesses } from './processes.ts';
import { note, type Records, readRecords } from './records.ts';
import { removeField } from './remove-field.ts';

interface Place {
  migrations: readonly Migration[];
  records: Records;
  clock: Clock;
}

async function reasonsInData(database: Database, { id }: Migration, { migrations, records }: Place): Promise<string[]> {
  const reasons: string[] = [];
  for (const earlier of migrations.filter((one) => one.id <= id)) {
    const record = records.get(earlier.id);
    if ((record?.expandedAt ?? null) === null) {
      reasons.push(MIGRATION_WORDS.notPrepared(earlier.id));
      continue;
    }
    const isContracted = record?.contract === 'running' || record?.contract === 'done';
    const lacking = isContracted ? 0 : (await companiesLacking(database, earlier)).size;
    if (lacking > 0) reasons.push(MIGRATION_WORDS.stillLacking(lacking, earlier.id));
    if (earlier.id < id && earlier.contract !== undefined && record?.contract !== 'done') {
      reasons.push(MIGRATION_WORDS.earlierContractFirst(earlier.id));
    }
  }
  return reasons;
}

/** Why a migration may not take anything away now; empty if it may. */
export async function reasonsAgainst(database: Database, migration: Migration, place: Place): Promise<string[]> {
  const former = (await livingProcesses(database)).filter(({ dataVersion }) => dataVersion < migration.id);
  const leased = await database.companyIdsLeased(place.clock.now());
  const mayRequire = migration.contract === undefined || (await database.schema().mayRequire());
  const atWork = new Set([...(await database.companyIdsHalfDone()), ...leased]).size;
  return [
    ...(await reasonsInData(database, migration, place)),
    ...former.map(({ kind, host, pid }) => MIGRATION_WORDS.formerProcess(kind, pid, host)),
    ...(mayRequire ? [] : [MIGRATION_WORDS.mayNotSetRules]),
    // What it has read and not yet written may predate the change.
    ...(atWork > 0 ? [MIGRATION_WORDS.importUnderWay(atWork)] : []),
  ];
}

async function remove(database: Database, { backfill = [], contract }: Migration, ports: ChunkPorts): Promise<void> {
  const schema = database.schema();
  await contract?.({
    schema,
    removeField: async (collection, field) => {
      for (const companyId of await database.companyIds()) {
        await removeField(database.tenant(companyId), { collection, field }, ports);
      }
    },
    requireEach: async (collection, requirement) => {
      await schema.requireEach(collection, requirement.fits);
      for (const companyId of await database.companyIds()) {
        await correctEach(database.tenant(companyId), { collection, ...requirement }, ports);
      }
    },
  });
  for (const { collection, field } of backfill) await schema.dropIndex(collection, lackingIndex({ field }));
}

/**
 * Takes away what a migration has replaced.
 *
 * First it notes that it is about to, from when on no older program starts; then it looks (again) for what speaks against it. So an
 * older process that starts meanwhile either finds the note or is found. What was begun is only ever carried through.
 * @param lease the number of the lease on the schema, which is held
 * @returns why it did not; empty if it did
 */
export async function contractOne(
  database: Database,
  migration: Migration,
  { lease, ...place }: Omit<Place, 'records'> & ChunkPorts & { lease: number },
): Promise<string[]> {
  const { clock, migrations } = place;
  const reasons = async () =>
    reasonsAgainst(database, migration, { clock, migrations, records: await readRecords(database, migrations) });
  const record = (await readRecords(database, migrations)).get(migration.id);
  if (record?.contract !== 'running') {
    const before = await reasons();
    if (before.length === 0) await note(database, migration, { contract: 'asked', lease });
    const against = before.length === 0 ? await reasons() : before;
    if (against.length > 0) {
      // Also what an asking that was killed has left.
      const isNoted = before.length === 0 || record?.contract === 'asked';
      if (isNoted) await note(database, migration, { contract: null, lease });
      return against;
    }
    await note(database, migration, { contract: 'running', lease });
  }
  await remove(database, migration, place);
  await note(database, migration, { contract: 'done', contractedAt: clock.now(), lease });
  return [];
}
