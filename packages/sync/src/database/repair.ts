import { Outbox, type OutboxPorts } from '../outbox/outbox.ts';
import type { OutboxEntry } from '../outbox/outbox-entry.ts';
import { type Rescued, readOutbox, rescueForRepair, unsettled } from '../outbox/rescue.ts';
import { asideName, deleteStoresOf, placesAsideOf } from './indexed-db.ts';
import { type LocalStorage, openLocalDatabase } from './local-database.ts';
import { asOutboxRow, type OutboxRow } from './row.ts';
import type { Sealer } from './sealer.ts';

/** Reading back what was put aside, or put back, gave something other than what was rescued. Nothing was deleted. */
export class RepairFailedError extends Error {
  override name = 'RepairFailedError';
}

export interface RepairPorts {
  outbox: OutboxPorts;
  /** Saves the backup where the user wants it. Resolves with `cancelled` if the user changed their mind. */
  save: (rescued: Rescued) => Promise<'saved' | 'cancelled'>;
  /** The user knows that nothing can be said about what the outbox held, and continues anyway. */
  acceptUnknown: boolean;
  /** Without it, what is sealed is kept as it is. */
  sealer?: Sealer;
  storage?: LocalStorage;
}

/**
 * Rebuilds a damaged local database from scratch and keeps every command that can be read. The order keeps the commands
 * readable somewhere at every moment: read, save the backup, put the commands aside in a new database of their own,
 * read that back, and only then delete the damaged one; create it from scratch, put the commands in, read that back,
 * and only then delete what was put aside. If it is stopped anywhere, the next opening (`finishRepair`) or the next
 * repair continues.
 *
 * @returns how many commands are in the outbox; null if the user cancelled, and nothing was changed
 * @throws RepairFailedError, or what the storage throws
 */
export async function repairLocalDatabase(databaseName: string, ports: RepairPorts): Promise<number | null> {
  const rescued = await rescueForRepair(databaseName, ports.sealer);
  if (!rescued.found && !ports.acceptUnknown) throw new RepairFailedError('what waits to be sent cannot be read now');
  const kept = keptOf(rescued);
  if (kept.length + rescued.unreadable.length > 0 && (await ports.save(rescued)) === 'cancelled') return null;
  const before = await placesAsideOf(databaseName);
  const newest = Number(before.at(-1)?.split('-').at(-1) ?? 0);
  const aside = asideName(databaseName, newest + 1);
  // Even if there is nothing to put aside: storage that cannot create a database is no place to delete one from.
  await writeOutbox(aside, kept, ports);
  await deleteStoresOf(databaseName);
  await writeOutbox(databaseName, kept, ports);
  for (const name of [...before, aside]) await deleteStoresOf(name);
  return kept.length;
}

/**
 * Puts back what a repair had put aside when it was stopped. Must be called right after opening.
 * @returns how many commands came back
 */
export async function finishRepair(outbox: Outbox, databaseName: string, sealer?: Sealer): Promise<number> {
  let back = 0;
  for (const aside of await placesAsideOf(databaseName)) {
    const read = await readOutbox(aside, sealer);
    // It may hold the only copy of a command, so it stays until it can be read.
    if (read.stores.failed > 0) continue;
    const kept = keptOf(unsettled(read));
    back += await outbox.restore(kept);
    await verify(databaseName, kept, sealer);
    await deleteStoresOf(aside);
  }
  return back;
}

type Kept = OutboxEntry | OutboxRow;

/** All that a database can store of it. A row without an id or an entry is in the backup alone. */
const keptOf = ({ entries, locked, unreadable }: Omit<Rescued, 'found'>): Kept[] => [
  ...entries,
  ...locked,
  ...unreadable.flatMap(({ row }) => asOutboxRow(row) ?? []),
];

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

/** Reads the current content from the disk itself. What was put aside may have been accepted since. */
async function verify(name: string, kept: readonly Kept[], sealer?: Sealer): Promise<void> {
  const { entries, locked, unreadable } = await readOutbox(name, sealer);
  const readable = new Set([...entries, ...locked].map(idOf));
  const there = new Set([...readable, ...unreadable.flatMap(({ row }) => asOutboxRow(row)?.id ?? [])]);
  const missing = kept.filter((one) => !('command' in one ? readable : there).has(idOf(one)));
  if (missing.length > 0) throw new RepairFailedError(`${missing.length} of ${kept.length} actions could not be kept`);
}
