import type { Outbox } from './outbox.ts';
import type { OutboxEntry } from './outbox-entry.ts';
import type { Replica } from './replica.ts';
import { type ReplicaMemory, refillReplica } from './replica-memory.ts';
import type { LocalRow, LocalRxDatabase } from './row.ts';
import { storedRows } from './stored-rows.ts';

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

async function rewriteRows({ local }: LocalRxDatabase, rows: readonly LocalRow[]): Promise<Rewritten['drafts']> {
  const missing = async (among: readonly LocalRow[]) => {
    const there = new Set((await storedRows(local, {})).map(({ id }) => id));
    return among.filter(({ id }) => !there.has(id));
  };
  const gone = await missing(rows);
  // Another window may write the same row first; whether all are there is read from the disk below.
  if (gone.length > 0) await local.bulkInsert(gone).catch(() => undefined);
  const lost = gone.length === 0 ? 0 : (await missing(gone)).length;
  return { rewritten: gone.length - lost, lost };
}

/**
 * Compares memory with the disk after the local database was opened again, and writes what the disk lost. An action that
 * was settled by another window in the meantime is at worst sent once more, and the server knows it by its id (law 1). A draft
 * that another window submitted in the meantime is known by its command's id, and taken away again.
 */
export async function rewriteLost(
  { entries, pulled, rows }: Memory,
  { outbox, replica }: { outbox: Outbox; replica: Replica },
): Promise<Rewritten> {
  const missing = async (among: readonly OutboxEntry[]) => {
    const there = new Set((await outbox.entries()).map(({ command }) => command.id));
    return among.filter(({ command, state }) => state !== 'accepted' && !there.has(command.id));
  };
  const gone = await missing(entries);
  // One that cannot be written does not keep the others from it; what is missing then is read from the disk below.
  if (gone.length > 0) await outbox.restore(gone).catch(() => 0);
  const lost = gone.length === 0 ? [] : await missing(gone);
  // It can be had from the server again, so failing in this is no loss.
  await refillReplica(replica, pulled).catch(() => undefined);
  const drafts = await rewriteRows(replica.database, rows);
  return { rewritten: gone.filter((entry) => !lost.includes(entry)), lost, drafts };
}
