import type { PushReply } from '@marginiq/contract/push';
import type { LocalRxDatabase, OutboxRow } from '../database/row.ts';
import { storedRowsOf } from '../database/stored-rows.ts';
import { changeEntries } from '../replica/change-entries.ts';
import type { CommandNumbers } from './command-numbers.ts';
import type { OutboxEntry } from './outbox-entry.ts';
import { type SealedEntries, storedOutbox } from './sealed-entries.ts';
import { renumberedBy, settledBy } from './settling.ts';

interface Parts {
  database: LocalRxDatabase;
  sealed: SealedEntries;
  numbers: CommandNumbers;
}

/**
 * Writes the outcome of a push, under the outbox's lock.
 * @param guard called right before anything is written; it prevents the write by throwing
 * @param written called with what was settled or renumbered, as soon as it is stored
 */
export async function settleAnswered(
  { database, sealed, numbers }: Parts,
  reply: PushReply,
  { guard, written }: { guard: () => Promise<void>; written: (entries: readonly OutboxEntry[]) => void },
): Promise<void> {
  let mayRenumber = false;
  await changeEntries(database, sealed, {
    read: async () => {
      const rows = await rowsAbout(database, sealed, reply);
      mayRenumber = !(await sealed.isAnyWaitingLocked(rows));
      return rows;
    },
    change: (entries) => {
      const renumbered = mayRenumber ? renumberedBy(entries, reply) : [];
      return [settledBy(entries, reply), ...renumbered.map((entry) => [entry])];
    },
    beforeWrite: async () => {
      const isNewNumber = (await numbers.expected()) !== reply.nextDeviceSeq;
      await guard();
      // The number first: killed right behind it, the commands are only sent again. The other way round, their numbers
      // would be given out a second time once they are forgotten.
      if (isNewNumber) await numbers.remember(reply.nextDeviceSeq);
    },
    written,
  });
}

/**
 * The answered commands, if they waited here and the server's next number follows them; otherwise everything, because what still
 * waits must be renumbered. (A gap elsewhere is found at the next push: the server answers nothing behind a gap, see
 * `BatchDecider`.)
 */
async function rowsAbout(
  database: LocalRxDatabase,
  sealed: SealedEntries,
  { outcomes, nextDeviceSeq }: PushReply,
): Promise<OutboxRow[]> {
  const ids = outcomes.map(({ commandId }) => commandId);
  const answered = await storedRowsOf(database.commands, ids);
  const waited = (await sealed.openReadable(answered)).filter(({ state }) => state === 'waiting');
  const last = waited.at(-1);
  return last !== undefined && last.command.deviceSeq + 1 === nextDeviceSeq ? answered : storedOutbox(database);
}
