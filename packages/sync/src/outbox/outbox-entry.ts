import { commandEnvelopeSchema } from '@marginiq/contract/command';
import { outcomeSchema } from '@marginiq/contract/outcome';
import { z } from 'zod';

/**
 * A command on its way. `waiting`: not known to the server yet. `accepted`: has its outcome, kept until the pull has
 * brought the result, so that the screen does not flicker back. `refused`: kept until the user has dealt with it.
 */
export const entryStateSchema = z.enum(['waiting', 'accepted', 'refused']);
export type EntryState = z.infer<typeof entryStateSchema>;

export const outboxEntrySchema = z.object({
  command: commandEnvelopeSchema,
  state: entryStateSchema,
  outcome: outcomeSchema.nullable(),
});
export type OutboxEntry = z.infer<typeof outboxEntrySchema>;

/** Without these the outbox cannot order, send or settle a command. The rest is for the server to judge. */
const leastOfEntrySchema = z.object({
  command: z.object({ id: z.string(), deviceId: z.string(), deviceSeq: z.number() }),
  state: entryStateSchema,
});

/** The entry of the row with this id, with everything in it, also what this version does not know; null if it is none. */
export function asEntry(content: unknown, id: string): OutboxEntry | null {
  const least = leastOfEntrySchema.safeParse(content);
  return least.success && least.data.command.id === id ? (content as OutboxEntry) : null;
}

/**
 * An entry as stored on disk. Readable without the key: how far it is, and whose device numbered it. Its id and order
 * are stored beside it (row.ts).
 */
export const sealedEntrySchema = z.object({
  state: entryStateSchema,
  deviceId: z.string(),
  /** The whole entry as JSON, sealed (sealer.ts). */
  sealed: z.string(),
});
export type SealedEntry = z.infer<typeof sealedEntrySchema>;
