import type { RxCollection } from 'rxdb';
import type { Outbox } from '../outbox/outbox.ts';
import type { OutboxEntry } from '../outbox/outbox-entry.ts';
import { isUnsettledRow } from '../outbox/sealed-entries.ts';
import type { Replica } from '../replica/replica.ts';
import { type ReplicaMemory, refillReplica } from '../replica/replica-memory.ts';
import type { LocalRow, OutboxRow } from './row.ts';
import { presenceOf } from './stored-rows.ts';

/** What the program still held in memory of a local database that was closed while in use. */
export interface Memory {
  entries: readonly OutboxEntry[];
  /** Commands that cannot be read, as they were on the disk. */
  held: readonly OutboxRow[];
  pulled: ReplicaMemory;
  /** Drafts and half-made decisions, sealed by the key that the database is opened with again. */
  rows: readonly LocalRow[];
}

/** How many the disk had lost and has again, and how many could not be written: those are nowhere. */
export interface RewrittenCount {
  rewritten: number;
  lost: number;
}

export interface Rewritten {
  /** Unsettled actions that the disk had lost and has again. */
  rewritten: OutboxEntry[];
  /** Those that could not be written. They are nowhere but in this list. */
  lost: OutboxEntry[];
  /** The same of unsettled actions that cannot be read: locked or damaged. */
  held: RewrittenCount;
  /** The same of drafts and half-made decisions. */
  drafts: RewrittenCount;
}

/** The message if nothing of it could be written. */
export function allLost({ entries, held, rows }: Memory): Rewritten {
  return {
    rewritten: [],
    lost: entries.filter(isUnsettled),
    held: { rewritten: 0, lost: held.filter(isUnsettledRow).length },
    drafts: { rewritten: 0, lost: rows.length },
  };
}

const idOf = ({ id }: { id: string }) => id;
const isUnsettled = ({ state }: OutboxEntry) => state !== 'accepted';

/**
 * Of these ids, those whose rows the disk has lost. One that was removed is not lost: whoever removed it, in whichever window,
 * left a mark, which is gone only together with the database.
 */
async function lostFrom<Row>(collection: RxCollection<Row>, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { present, removed } = await presenceOf(collection, ids);
  return new Set(ids.filter((id) => !present.has(id) && !removed.has(id)));
}

const countOf = (before: ReadonlySet<string>, after: ReadonlySet<string>): RewrittenCount => ({
  rewritten: [...before].filter((id) => !after.has(id)).length,
  lost: after.size,
});

/**
 * Compares memory with the disk after the local database was reopened, and writes what the disk lost. If the database was only
 * closed, whatever is missing was settled, dismissed or removed by another window in the meantime, and stays away. If it was
 * deleted, everything is put back: an action that another window has sent since is at worst sent twice, and the server recognises
 * it by its id (law 1). A draft that another window has submitted since is recognised by its command's id, and removed again.
 *
 * The report is read from the disk after everything is written: the database may have been deleted again in the meantime.
 * @throws whatever the storage throws on reading; then nothing is known, and memory still holds all of it
 */
export async function rewriteLost(
  { entries, held, pulled, rows }: Memory,
  { outbox, replica }: { outbox: Outbox; replica: Replica },
): Promise<Rewritten> {
  const { database } = replica;
  const unsettled = entries.filter(isUnsettled);
  const idsOf = { entries: unsettled.map(({ command }) => command.id), held: held.filter(isUnsettledRow).map(idOf) };
  const look = async () => {
    const commands = await lostFrom(database.commands, [...idsOf.entries, ...idsOf.held]);
    return { commands, drafts: await lostFrom(database.local, rows.map(idOf)) };
  };
  const before = await look();
  const missing = unsettled.filter(({ command }) => before.commands.has(command.id));
  const missingHeld = held.filter(({ id }) => before.commands.has(id));
  // What cannot be written does not keep the rest from it; what is missing then is read from the disk below.
  if (before.commands.size > 0) await outbox.restore([...missing, ...missingHeld]).catch(() => 0);
  // Another window may write the same row first.
  const drafts = rows.filter(({ id }) => before.drafts.has(id));
  if (drafts.length > 0) await database.local.bulkInsert(drafts).catch(() => undefined);
  // It can be fetched from the server again, so a failure here loses nothing.
  await refillReplica(replica, pulled).catch(() => undefined);
  const after = await look();
  const of = (lost: ReadonlySet<string>, ids: readonly string[]) => new Set(ids.filter((id) => lost.has(id)));
  return {
    rewritten: missing.filter(({ command }) => !after.commands.has(command.id)),
    lost: unsettled.filter(({ command }) => after.commands.has(command.id)),
    held: countOf(of(before.commands, idsOf.held), of(after.commands, idsOf.held)),
    drafts: countOf(before.drafts, after.drafts),
  };
}
