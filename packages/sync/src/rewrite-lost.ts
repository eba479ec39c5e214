import type { RxCollection } from 'rxdb';
import type { Outbox } from './outbox.ts';
import type { OutboxEntry } from './outbox-entry.ts';
import type { Replica } from './replica.ts';
import { type ReplicaMemory, refillReplica } from './replica-memory.ts';
import type { LocalRow, LocalRxDatabase } from './row.ts';
import { presenceOf } from './stored-rows.ts';

/** What the program still held in memory of a local database that was closed under it. */
export interface Memory {
  entries: readonly OutboxEntry[];
  pulled: ReplicaMemory;
  /** Drafts and half-made decisions, sealed by the key that the database is opened with again. */
  rows: readonly LocalRow[];
}

export interface Rewritten {
  /** Unsettled actions that the disk had lost and has again. */
  rewritten: OutboxEntry[];
  /** Those that could not be written. They are nowhere but in this list. */
  lost: OutboxEntry[];
  /** How many drafts and half-made decisions the disk had lost and has again, and how many could not be written. */
  drafts: { rewritten: number; lost: number };
}

/**
 * Of these ids, those whose rows the disk has lost. One that was removed is not lost: whoever removed it, in whichever window,
 * left a mark, which is gone only together with the database.
 */
async function lostFrom<Row>(collection: RxCollection<Row>, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { present, removed } = await presenceOf(collection, ids);
  return new Set(ids.filter((id) => !present.has(id) && !removed.has(id)));
}

async function rewriteRows({ local }: LocalRxDatabase, rows: readonly LocalRow[]): Promise<Rewritten['drafts']> {
  const ids = rows.map(({ id }) => id);
  const gone = await lostFrom(local, ids);
  // Another window may write the same row first; whether all are there is read from the disk below.
  if (gone.size > 0) await local.bulkInsert(rows.filter(({ id }) => gone.has(id))).catch(() => undefined);
  const lost = await lostFrom(local, [...gone]);
  return { rewritten: gone.size - lost.size, lost: lost.size };
}

/**
 * Compares memory with the disk after the local database was opened again, and writes what the disk lost. If the database was
 * only closed, what is not there was settled, dismissed or removed by another window in the meantime, and stays away. If it was
 * deleted, everything is put back: an action that another window has sent since is at worst sent once more, and the server
 * knows it by its id (law 1). A draft that another window has submitted since is known by its command's id, and taken away again.
 */
export async function rewriteLost(
  { entries, pulled, rows }: Memory,
  { outbox, replica }: { outbox: Outbox; replica: Replica },
): Promise<Rewritten> {
  const { database } = replica;
  const unsettled = entries.filter(({ state }) => state !== 'accepted');
  const gone = await lostFrom(
    database.commands,
    unsettled.map(({ command }) => command.id),
  );
  const missing = unsettled.filter(({ command }) => gone.has(command.id));
  // One that cannot be written does not keep the others from it; what is missing then is read from the disk below.
  if (missing.length > 0) await outbox.restore(missing).catch(() => 0);
  const lost = await lostFrom(database.commands, [...gone]);
  // It can be had from the server again, so failing in this is no loss.
  await refillReplica(replica, pulled).catch(() => undefined);
  const drafts = await rewriteRows(database, rows);
  return {
    rewritten: missing.filter(({ command }) => !lost.has(command.id)),
    lost: missing.filter(({ command }) => lost.has(command.id)),
    drafts,
  };
}
