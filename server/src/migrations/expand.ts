import type { Clock } from '../clock.ts';
import type { LeaseHolder } from '../tenancy/company-lease.ts';
import type { Database } from '../tenancy/database.ts';
import type { Backfill, Migration } from './migration.ts';
import { note, readRecords } from './records.ts';
import { underLease } from './schema-lease.ts';

/** The index that finds the documents which still lack a field: it holds only them, and is empty in the end. */
export const lackingIndex = ({ field }: Pick<Backfill, 'field'>): string => `lacking_${field}`;

interface Expanding {
  migrations: readonly Migration[];
  clock: Clock;
  onExpanded?: (migration: Migration) => void;
  onWaiting?: (holder: LeaseHolder) => void;
}

async function expandOne(database: Database, { expand, backfill = [] }: Migration): Promise<void> {
  const schema = database.schema();
  await expand?.(schema);
  for (const { collection, field } of backfill) {
    await schema.ensureIndex(
      collection,
      { companyId: 1, [field]: 1 },
      { name: lackingIndex({ field }), partialFilterExpression: { [field]: null } },
    );
  }
}

/**
 * Adds what the migrations need, in their order. Of several processes that start at once, one does it, and the others wait.
 * @throws WrongReleaseError
 */
export async function expandAll(
  database: Database,
  { migrations, clock, onExpanded, onWaiting }: Expanding,
): Promise<void> {
  const missing = async () => {
    const records = await readRecords(database, migrations);
    return migrations.filter(({ id }) => (records.get(id)?.expandedAt ?? null) === null);
  };
  if ((await missing()).length === 0) return;
  const asked = {
    on: 'schema' as const,
    clock,
    what: 'the start of a new release',
    isDone: async () => (await missing()).length === 0,
    ...(onWaiting === undefined ? {} : { onWaiting }),
  };
  await underLease(database, asked, async (lease, lost) => {
    // Again: the previous holder of the lease may have done it.
    for (const migration of await missing()) {
      lost.throwIfAborted();
      await expandOne(database, migration);
      await note(database, migration, { expandedAt: clock.now(), lease: lease.number });
      onExpanded?.(migration);
    }
  });
}
