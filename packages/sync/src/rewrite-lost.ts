import type { Outbox } from './outbox.ts';
import type { OutboxEntry } from './outbox-entry.ts';
import type { Replica, ReplicaMemory } from './replica.ts';

/** What the program still held in memory of a local database that was closed under it. */
export interface Memory {
  entries: readonly OutboxEntry[];
  pulled: ReplicaMemory;
}

export interface Rewritten {
  /** Unsettled actions that the disk had lost and has again. */
  rewritten: OutboxEntry[];
  /** Those that could not be written. They are nowhere but in this list. */
  lost: OutboxEntry[];
}

/**
 * Compares memory with the disk after the local database was opened again, and writes what the disk lost. An action that
 * was settled by another window in the meantime is at worst sent once more, and the server knows it by its id (law 1).
 */
export async function rewriteLost(
  { entries, pulled }: Memory,
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
  await replica.refillFrom(pulled).catch(() => false);
  return { rewritten: gone.filter((entry) => !lost.includes(entry)), lost };
}
