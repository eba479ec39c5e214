import type { OutboxEntry } from './outbox-entry.ts';
import type { LocalRxDatabase, OutboxRow } from './row.ts';
import type { SealedEntries } from './sealed-entries.ts';
import { replaceStored } from './stored-rows.ts';

export interface EntryChange {
  /** The rows that it is about, from the storage itself. */
  read: () => Promise<OutboxRow[]>;
  /** What becomes of their entries, which come in the order of their numbers; only those that change. */
  change: (entries: readonly OutboxEntry[]) => OutboxEntry[];
  /** Called right before what changes is written, which it forbids by what it throws. */
  before: () => Promise<void>;
}

/**
 * Changes commands of the outbox, under its lock. Not everybody waits for that lock: a row that was dismissed or sealed again since
 * it was read stays as it then is, and all is read anew. (RxDB's own upsert would write a dismissed one again. It also takes three
 * times as long, because it finds out which rows exist by writing them as new ones.)
 * @returns the entries as they were changed
 */
export async function changeEntries(
  { commands }: LocalRxDatabase,
  sealed: SealedEntries,
  { read, change, before }: EntryChange,
): Promise<OutboxEntry[]> {
  const changed = new Map<string, OutboxEntry>();
  for (let isDone = false; !isDone; ) {
    const rows = new Map((await read()).map((row) => [row.id, row]));
    const entries = change(await sealed.openReadable([...rows.values()]));
    const rewrites = await Promise.all(
      entries.map(async (entry) => {
        const previous = rows.get(entry.command.id);
        if (previous === undefined) throw new Error(`the command ${entry.command.id} was not read`);
        return { previous, document: { ...previous, ...(await sealed.seal(entry)) } };
      }),
    );
    await before();
    isDone = await replaceStored(commands, rewrites);
    for (const entry of entries) changed.set(entry.command.id, entry);
  }
  return [...changed.values()];
}
