import { asideName, deleteStoresOf, indexedDbsOf, placesAsideOf, readRawRows } from './indexed-db.ts';
import { type LocalStorage, openLocalDatabase } from './local-database.ts';
import { Outbox, type OutboxPorts } from './outbox.ts';
import { type OutboxEntry, outboxEntrySchema } from './outbox-entry.ts';
import type { OutboxRow } from './row.ts';
import { openEntry, sealedRowSchema } from './sealed-entries.ts';
import { plainSealer, type Sealer } from './sealer.ts';

/** What could be read of a damaged database's outbox. */
export interface Rescued {
  /** Commands that were not settled, in the order in which the user acted. */
  entries: OutboxEntry[];
  /** Sealed commands that cannot be opened now, as they are on the disk: they are carried along with the others. */
  locked: OutboxRow[];
  /** Rows of the outbox that could not be read as commands. */
  unreadable: number;
  /** False where the outbox itself could not be found: nothing can be said about what it held. */
  found: boolean;
}

/** Finds the entry in a raw row, which holds it as RxDB's storage wrote it. */
async function toEntry(row: unknown, sealer: Sealer): Promise<OutboxEntry | OutboxRow | null> {
  const sealed = sealedRowSchema.safeParse(row);
  const { entry } = (row ?? {}) as { entry?: unknown };
  const opened = sealed.success ? await openEntry(sealed.data, sealer) : entry;
  if (sealed.success && typeof opened === 'string') return sealed.data;
  const parsed = outboxEntrySchema.safeParse(opened);
  return parsed.success ? parsed.data : null;
}

/**
 * Reads what waits in a database that RxDB cannot open any more, straight from IndexedDB, without changing
 * anything. This is the preview of a repair, and its backup.
 *
 * @param sealer without it, what is sealed stays so, as `locked`
 */
export async function rescueOutbox(databaseName: string, sealer: Sealer = plainSealer): Promise<Rescued> {
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
  const all = (await Promise.all(rows.map((row) => toEntry(row, sealer)))).filter((one) => one !== null);
  const read = all.filter((one) => 'command' in one);
  const locked = new Map(all.flatMap((one) => ('order' in one ? [[one.id, one]] : [])));
  // A migration that was interrupted leaves a command under both versions; the newer one, read last, counts.
  const byId = new Map(read.map((entry) => [entry.command.id, entry]));
  for (const id of byId.keys()) locked.delete(id);
  const entries = [...byId.values()].filter(({ state }) => state !== 'accepted');
  entries.sort((a, b) => a.command.deviceSeq - b.command.deviceSeq);
  const unsettled = [...locked.values()].filter(({ entry }) => entry.state !== 'accepted');
  return { entries, locked: unsettled, unreadable: rows.length - all.length, found };
}

/** Every unsettled command of a damaged database, also those that an earlier repair had put aside before it was stopped. */
export async function rescueForRepair(databaseName: string, sealer?: Sealer): Promise<Rescued> {
  const rescued = await rescueOutbox(databaseName, sealer);
  const entries = new Map<string, OutboxEntry>();
  const locked = new Map<string, OutboxRow>();
  const asides = await Promise.all((await placesAsideOf(databaseName)).map((aside) => rescueOutbox(aside, sealer)));
  // The database's own content is newer than what was put aside from it.
  for (const one of [...asides, rescued]) {
    for (const entry of one.entries) entries.set(entry.command.id, entry);
    for (const row of one.locked) locked.set(row.id, row);
  }
  for (const id of entries.keys()) locked.delete(id);
  const found = rescued.found || entries.size + locked.size > 0;
  const inOrder = [...entries.values()].sort((a, b) => a.command.deviceSeq - b.command.deviceSeq);
  return { entries: inOrder, locked: [...locked.values()], unreadable: rescued.unreadable, found };
}

/** What was put aside, or put back, does not read as what was rescued. Nothing was deleted. */
export class RepairFailedError extends Error {
  override name = 'RepairFailedError';
}

export interface RepairPorts {
  outbox: OutboxPorts;
  /** Saves the backup where the user wants it. Resolves with `cancelled` where the user thought better of it. */
  save: (rescued: Rescued) => Promise<'saved' | 'cancelled'>;
  /** The user knows that nothing can be said about what the outbox held, and continues anyway. */
  acceptUnknown: boolean;
  /** Without it, what is sealed is kept as it is. */
  sealer?: Sealer;
  storage?: LocalStorage;
}

/**
 * Makes a damaged local database from scratch and keeps every command that can be read. In this order, so that at each
 * moment the commands are readable somewhere: read, save the backup, put the commands aside in a new database of their
 * own, read that, and only then delete the damaged one; make it from scratch, put the commands in, read that, and only
 * then delete what was put aside. Stopped anywhere, the next opening (`finishRepair`) or the next repair continues.
 *
 * @returns how many commands are in the outbox; null where the user cancelled, and nothing was changed
 * @throws RepairFailedError, or what the storage throws
 */
export async function repairLocalDatabase(databaseName: string, ports: RepairPorts): Promise<number | null> {
  const rescued = await rescueForRepair(databaseName, ports.sealer);
  if (!rescued.found && !ports.acceptUnknown) throw new RepairFailedError('what waits to be sent cannot be read now');
  const kept = [...rescued.entries, ...rescued.locked];
  if (kept.length + rescued.unreadable > 0 && (await ports.save(rescued)) === 'cancelled') return null;
  const before = await placesAsideOf(databaseName);
  const newest = Number(before.at(-1)?.split('-').at(-1) ?? 0);
  const aside = asideName(databaseName, newest + 1);
  // Also where there is nothing to put aside: storage that cannot make a database is no place to delete one from.
  await writeOutbox(aside, kept, ports);
  await deleteStoresOf(databaseName);
  await writeOutbox(databaseName, kept, ports);
  for (const name of [...before, aside]) await deleteStoresOf(name);
  return kept.length;
}

/**
 * Puts back what a repair had put aside when it was stopped. To be called right after opening.
 * @returns how many commands came back
 */
export async function finishRepair(outbox: Outbox, databaseName: string, sealer?: Sealer): Promise<number> {
  let back = 0;
  for (const aside of await placesAsideOf(databaseName)) {
    const { entries, locked } = await rescueOutbox(aside, sealer);
    const kept = [...entries, ...locked];
    back += await outbox.restore(kept);
    await verify(databaseName, kept);
    await deleteStoresOf(aside);
  }
  return back;
}

type Kept = OutboxEntry | OutboxRow;

const idOf = (one: Kept) => ('command' in one ? one.command.id : one.id);

async function writeOutbox(name: string, kept: readonly Kept[], ports: RepairPorts): Promise<void> {
  const { outbox, sealer, storage } = ports;
  const database = await openLocalDatabase(name, storage, sealer === undefined ? {} : { sealer });
  try {
    await new Outbox(database, outbox).restore(kept);
  } finally {
    await database.close();
  }
  await verify(name, kept, sealer);
}

/** Reads the current content from the disk itself. */
async function verify(name: string, kept: readonly Kept[], sealer?: Sealer): Promise<void> {
  const { entries, locked } = await rescueOutbox(name, sealer);
  const there = new Set([...entries, ...locked].map(idOf));
  const missing = kept.filter((one) => !there.has(idOf(one)));
  if (missing.length > 0) throw new RepairFailedError(`${missing.length} of ${kept.length} actions could not be kept`);
}
