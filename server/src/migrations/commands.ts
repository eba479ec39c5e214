import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { LeaseHolder } from '../tenancy/company-lease.ts';
import type { Database } from '../tenancy/database.ts';
import { MIGRATION_WORDS } from '../words/migration-words.ts';
import { backfillCompany } from './backfill-company.ts';
import { contractOne, reasonsAgainst } from './contract.ts';
import { expandAll } from './expand.ts';
import type { Migration } from './migration.ts';
import { companiesLacking, openBackfills } from './open-backfills.ts';
import { readRecords } from './records.ts';
import { underLease } from './schema-lease.ts';

export interface OperatorPorts {
  migrations: readonly Migration[];
  clock: Clock;
  print: (line: string) => void;
}

const chunkPorts = (clock: Clock, signal?: AbortSignal) => ({
  clock,
  stopwatch: () => performance.now(),
  pause: wait,
  signal,
});

const waiting =
  (print: (line: string) => void) =>
  ({ what, since }: LeaseHolder) =>
    print(MIGRATION_WORDS.waiting(since, what));

/** What `run` would do, company by company. Writes nothing. */
export async function planRun(database: Database, { migrations, print }: OperatorPorts): Promise<void> {
  const records = await readRecords(database, migrations);
  let companies = 0;
  for (const { id, name, backfill = [] } of migrations) {
    const record = records.get(id);
    if (record?.contract === 'running' || record?.contract === 'done') continue;
    if ((record?.expandedAt ?? null) === null) print(MIGRATION_WORDS.wouldBePrepared(id, name));
    for (const companyId of backfill.length === 0 ? [] : await database.companyIds()) {
      const store = database.tenant(companyId);
      const counts: string[] = [];
      for (const { collection, field } of backfill) {
        const count = await store.collection(collection).count({ [field]: null } as never);
        if (count > 0) counts.push(MIGRATION_WORDS.countOf(count, collection));
      }
      if (counts.length === 0) continue;
      companies += 1;
      print(MIGRATION_WORDS.wouldBeFilledIn(id, name, companyId, counts.join(', ')));
    }
  }
  print(companies === 0 ? MIGRATION_WORDS.nothingToFillIn : MIGRATION_WORDS.nothingWasWritten);
}

/** Prepares the database and fills in everything now, instead of waiting for the worker. @returns whether nothing is left */
export async function runAll(database: Database, { migrations, clock, print }: OperatorPorts): Promise<boolean> {
  // What the code always needs: if no process of this release was started yet, a contract would otherwise remove the former
  // indexes before the new ones exist.
  await database.ensureIndexes();
  const onExpanded = ({ id, name }: Migration) => print(MIGRATION_WORDS.prepared(id, name));
  await expandAll(database, { migrations, clock, onExpanded, onWaiting: waiting(print) });
  const asked = { on: 'backfill' as const, clock, what: 'an operator’s run', onWaiting: waiting(print) };
  const isAllDone = await underLease(database, asked, async (_, lost) => {
    let isDone = true;
    for (const migration of await openBackfills(database, migrations)) {
      const { id, name } = migration;
      for (const companyId of await companiesLacking(database, migration)) {
        const ports = { ...chunkPorts(clock, lost), again: true };
        const { filled, left } = await backfillCompany(database.tenant(companyId), migration, ports);
        print(MIGRATION_WORDS.filledIn(id, name, companyId, filled, left.length));
        isDone &&= left.length === 0;
      }
    }
    return isDone;
  });
  return isAllDone ?? true;
}

/** Removes what may be removed, in order. @returns whether that was everything */
export async function contractAll(
  database: Database,
  { migrations, clock, print, dryRun }: OperatorPorts & { dryRun: boolean },
): Promise<boolean> {
  const due = async () => {
    const records = await readRecords(database, migrations);
    return migrations.filter(({ id, contract }) => contract !== undefined && records.get(id)?.contract !== 'done');
  };
  const refused = ({ id, name }: Migration, against: readonly string[]) =>
    print(MIGRATION_WORDS.nothingTakenAway(id, name, against.join('; ')));
  if ((await due()).length === 0) {
    print(MIGRATION_WORDS.nothingToTakeAway);
    return true;
  }
  if (dryRun) {
    const records = new Map(await readRecords(database, migrations));
    let isAllowed = true;
    for (const migration of await due()) {
      const record = records.get(migration.id);
      // Once begun it is carried through, whatever now speaks against it.
      const isBegun = record?.contract === 'running';
      const against = isBegun ? [] : await reasonsAgainst(database, migration, { migrations, records, clock });
      if (against.length > 0) refused(migration, against);
      else print(MIGRATION_WORDS.wouldBe(migration.id, migration.name, isBegun));
      isAllowed &&= against.length === 0;
      // Those behind it are looked at as if it had been done.
      if (record !== undefined && against.length === 0) records.set(migration.id, { ...record, contract: 'done' });
    }
    print(MIGRATION_WORDS.nothingWasWritten);
    return isAllowed;
  }
  const asked = { clock, what: 'an operator’s contract', onWaiting: waiting(print) };
  const isAllDone = await underLease(database, { on: 'backfill', ...asked }, () =>
    underLease(database, { on: 'schema', ...asked }, async ({ number }, lost) => {
      for (const migration of await due()) {
        const ports = { ...chunkPorts(clock, lost), migrations, lease: number };
        const against = await contractOne(database, migration, ports);
        if (against.length > 0) {
          refused(migration, against);
          return false;
        }
        print(MIGRATION_WORDS.contracted(migration.id, migration.name));
      }
      return true;
    }),
  );
  return isAllDone ?? true;
}
