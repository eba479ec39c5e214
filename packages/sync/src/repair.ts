import { indexedDbsOf, readRawRows } from './indexed-db.ts';
import { deleteLocalDatabase, type LocalStorage, openLocalDatabase } from './local-database.ts';
import { Outbox, type OutboxPorts } from './outbox.ts';
import { type OutboxEntry, outboxEntrySchema } from './outbox-entry.ts';
import type { OutboxRow } from './row.ts';
import { openEntry, sealedRowSchema } from './sealed-entries.ts';
import { plainSealer, type Sealer } from './sealer.ts';

/** What could be read of a damaged database's outbox. */
export interface Rescued {
  /** Commands that were not settled, in the order in which the user acted. */
  entries: OutboxEntry[];
  /** Sealed commands that cannot be opened now, as they stand on the disk: they go where the others go. */
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
 * Reads what waits in a database that RxDB can not open any more, straight from IndexedDB, without changing
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

/**
 * Makes the local database anew and puts the rescued commands back. The server's data comes again by itself. If this
 * is interrupted, the commands are still in `rescued`, which the caller keeps as a backup until it is done.
 *
 * @returns how many commands are back in the outbox
 */
export async function repairLocalDatabase(
  databaseName: string,
  rescued: Rescued,
  { ports, storage, sealer }: { ports: OutboxPorts; storage?: LocalStorage; sealer?: Sealer },
): Promise<number> {
  await deleteLocalDatabase(databaseName);
  const database = await openLocalDatabase(databaseName, storage, sealer === undefined ? {} : { sealer });
  try {
    return await new Outbox(database, ports).restore([...rescued.entries, ...rescued.locked]);
  } finally {
    await database.close();
  }
}
