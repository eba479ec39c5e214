import { indexedDbsOf, readRawRows } from './indexed-db.ts';
import { deleteLocalDatabase, type LocalStorage, openLocalDatabase } from './local-database.ts';
import { Outbox, type OutboxPorts } from './outbox.ts';
import { type OutboxEntry, outboxEntrySchema } from './outbox-entry.ts';

/** What could be read of a damaged database's outbox. */
export interface Rescued {
  /** Commands that were not settled, in the order in which the user acted. */
  entries: OutboxEntry[];
  /** Rows of the outbox that could not be read as commands. */
  unreadable: number;
  /** False where the outbox itself could not be found: nothing can be said about what it held. */
  found: boolean;
}

/** Finds the entry in a raw row, which holds it as RxDB's storage wrote it. */
function toEntry(row: unknown): OutboxEntry | null {
  if (typeof row !== 'object' || row === null) return null;
  const parsed = outboxEntrySchema.safeParse((row as { entry?: unknown }).entry);
  return parsed.success ? parsed.data : null;
}

/**
 * Reads what waits in a database that RxDB can not open any more, straight from IndexedDB, without changing
 * anything. This is the preview of a repair, and its backup.
 */
export async function rescueOutbox(databaseName: string): Promise<Rescued> {
  const outboxes = (await indexedDbsOf(databaseName)).filter((name) => name.endsWith('--commands'));
  outboxes.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const rows: unknown[] = [];
  let found = false;
  for (const name of outboxes) {
    try {
      const read = await readRawRows(name);
      if (read === null) continue;
      found = true;
      rows.push(...read);
    } catch {
      // This store is beyond reading; `found` stays false unless another one answers.
    }
  }
  const read = rows.flatMap((row) => toEntry(row) ?? []);
  // A migration that was interrupted leaves a command under both versions; the newer one, read last, counts.
  const byId = new Map(read.map((entry) => [entry.command.id, entry]));
  const entries = [...byId.values()].filter(({ state }) => state !== 'accepted');
  entries.sort((a, b) => a.command.deviceSeq - b.command.deviceSeq);
  return { entries, unreadable: rows.length - read.length, found };
}

/** Every unsettled command of a damaged database, also those that an earlier repair had put aside before it was stopped. */
export async function rescueForRepair(databaseName: string): Promise<Rescued> {
  const rescued = await rescueOutbox(databaseName);
  const byId = new Map<string, OutboxEntry>();
  for (const aside of await placesAside(databaseName)) {
    for (const entry of (await rescueOutbox(aside)).entries) byId.set(entry.command.id, entry);
  }
  const found = rescued.found || byId.size > 0;
  for (const entry of rescued.entries) byId.set(entry.command.id, entry);
  const entries = [...byId.values()].sort((a, b) => a.command.deviceSeq - b.command.deviceSeq);
  return { ...rescued, entries, found };
}

/** What was put aside, or put back, does not read as what was rescued. Nothing was deleted. */
export class RepairFailedError extends Error {
  override name = 'RepairFailedError';
}

export interface RepairPorts {
  outbox: OutboxPorts;
  /** Saves the backup where the user wants it. Resolves with `cancelled` where the user thought better of it. */
  save: (rescued: Rescued) => Promise<'saved' | 'cancelled'>;
  /** The user knows that nothing can be said about what the outbox held, and goes on all the same. */
  acceptUnknown: boolean;
  storage?: LocalStorage;
}

const ASIDE = '~repair-';

async function placesAside(databaseName: string): Promise<string[]> {
  const prefix = `rxdb-dexie-${databaseName}${ASIDE}`;
  const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
  const numbers = names
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number.parseInt(name.slice(prefix.length), 10));
  return [...new Set(numbers)].sort((a, b) => a - b).map((number) => `${databaseName}${ASIDE}${number}`);
}

/**
 * Makes a damaged local database from scratch and keeps every command that can be read. In this order, so that at each
 * moment the commands are readable somewhere: read, save the backup, put the commands aside in a new database of their
 * own, read that, and only then delete the damaged one; make it from scratch, put the commands in, read that, and only
 * then delete what was put aside. Stopped anywhere, the next opening (`finishRepair`) or the next repair goes on.
 *
 * @returns how many commands are in the outbox; null where the user cancelled, and nothing was changed
 * @throws RepairFailedError, or what the storage throws
 */
export async function repairLocalDatabase(databaseName: string, ports: RepairPorts): Promise<number | null> {
  const rescued = await rescueForRepair(databaseName);
  if (!rescued.found && !ports.acceptUnknown) throw new RepairFailedError('what waits to be sent cannot be read now');
  const { entries, unreadable } = rescued;
  if (entries.length + unreadable > 0 && (await ports.save(rescued)) === 'cancelled') return null;
  const before = await placesAside(databaseName);
  const number = before.length + 1 + Math.max(0, ...before.map((name) => Number(name.split(ASIDE).at(-1))));
  const aside = `${databaseName}${ASIDE}${number}`;
  // Also where there is nothing to put aside: storage that cannot make a database is no place to delete one from.
  await writeOutbox(aside, entries, ports);
  await deleteLocalDatabase(databaseName);
  await writeOutbox(databaseName, entries, ports);
  for (const name of [...before, aside]) await deleteLocalDatabase(name);
  return entries.length;
}

/**
 * Puts back what a repair had put aside when it was stopped. To be called right after opening.
 * @returns how many commands came back
 */
export async function finishRepair(outbox: Outbox, databaseName: string): Promise<number> {
  let back = 0;
  for (const aside of await placesAside(databaseName)) {
    const { entries } = await rescueOutbox(aside);
    back += await outbox.restore(entries);
    await verify(databaseName, entries);
    await deleteLocalDatabase(aside);
  }
  return back;
}

async function writeOutbox(
  name: string,
  entries: readonly OutboxEntry[],
  { outbox, storage }: RepairPorts,
): Promise<void> {
  const database = await openLocalDatabase(name, storage);
  try {
    await new Outbox(database, outbox).restore(entries);
  } finally {
    await database.close();
  }
  await verify(name, entries);
}

/** Reads from the disk itself what stands there now. */
async function verify(name: string, entries: readonly OutboxEntry[]): Promise<void> {
  const there = new Set((await rescueOutbox(name)).entries.map(({ command }) => command.id));
  const missing = entries.filter(({ command }) => !there.has(command.id));
  if (missing.length > 0)
    throw new RepairFailedError(`${missing.length} of ${entries.length} actions could not be kept`);
}
