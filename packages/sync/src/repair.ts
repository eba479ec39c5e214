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

/**
 * Makes the local database anew and puts the rescued commands back. The server's data comes again by itself. If this
 * is interrupted, the commands are still in `rescued`, which the caller keeps as a backup until it is done.
 *
 * @returns how many commands are back in the outbox
 */
export async function repairLocalDatabase(
  databaseName: string,
  rescued: Rescued,
  { ports, storage }: { ports: OutboxPorts; storage?: LocalStorage },
): Promise<number> {
  await deleteLocalDatabase(databaseName);
  const database = await openLocalDatabase(databaseName, storage);
  try {
    return await new Outbox(database, ports).restore(rescued.entries);
  } finally {
    await database.close();
  }
}
