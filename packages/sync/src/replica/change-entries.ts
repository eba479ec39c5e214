import type { LocalRxDatabase, OutboxRow } from '../database/row.ts';
import { replaceStored } from '../database/stored-rows.ts';
import type { OutboxEntry } from '../outbox/outbox-entry.ts';
import type { SealedEntries } from '../outbox/sealed-entries.ts';

export interface EntryChange {
  /** The rows that it is about, from the storage itself. */
  read: () => Promise<OutboxRow[]>;
  /**
   * The new rows for those that can be read, in steps: each is written once the previous one is stored.
   * @param entries in the order of their numbers
   */
  change: (entries: readonly OutboxEntry[]) => OutboxEntry[][];
  /** Called right before anything is written, and if nothing is to be. What it throws forbids the writing. */
  beforeWrite: () => Promise<void>;
  /** Called with what was written, as soon as it is stored. */
  written: (entries: readonly OutboxEntry[]) => void;
}

/**
 * Changes commands of the outbox, under its lock. Not everybody waits for that lock: if a row was dismissed or resealed since
 * it was read, we keep that, then read and change everything again until all of it is written. (RxDB's own upsert would write
 * a dismissed command again. It also finds out which rows exist by first writing them as new ones.)
 */
export async function changeEntries(
  { commands }: LocalRxDatabase,
  sealed: SealedEntries,
  { read, change, beforeWrite, written }: EntryChange,
): Promise<void> {
  for (let isDone = false; !isDone; ) {
    const rows = new Map((await read()).map((row) => [row.id, row]));
    const steps = change(await sealed.openReadable([...rows.values()]));
    const rewritten = async (entry: OutboxEntry) => {
      const previous = rows.get(entry.command.id);
      if (previous === undefined) throw new Error(`the command ${entry.command.id} was not read`);
      return { previous, document: { ...previous, ...(await sealed.seal(entry)) } };
    };
    const rewrites = await Promise.all(steps.map((step) => Promise.all(step.map(rewritten))));
    await beforeWrite();
    isDone = true;
    for (const [index, step] of steps.entries()) {
      const conflicts = await replaceStored(commands, rewrites[index] ?? []);
      written(step.filter(({ command }) => !conflicts.has(command.id)));
      if (conflicts.size === 0) continue;
      isDone = false;
      break;
    }
  }
}
