import { commandEnvelopeSchema } from '@marginiq/contract/command';
import { outcomeSchema } from '@marginiq/contract/outcome';
import { z } from 'zod';

/**
 * A command on its way. `waiting`: not known to the server yet. `accepted`: has its outcome, kept until the pull has
 * brought what it led to, so that the screen does not flicker back. `refused`: kept until the user has dealt with it.
 */
export const outboxEntrySchema = z.object({
  command: commandEnvelopeSchema,
  state: z.enum(['waiting', 'accepted', 'refused']),
  outcome: outcomeSchema.nullable(),
});
export type OutboxEntry = z.infer<typeof outboxEntrySchema>;

/**
 * An entry as stored on disk. Readable without the key: how far it is, and whose device numbered it. Its id and order
 * are stored beside it (row.ts).
 */
export const sealedEntrySchema = z.object({
  state: z.enum(['waiting', 'accepted', 'refused']),
  deviceId: z.string(),
  /** The whole entry as JSON, sealed (sealer.ts). */
  sealed: z.string(),
});
export type SealedEntry = z.infer<typeof sealedEntrySchema>;
