import { z } from 'zod';
import { protocolSchema } from './protocol.ts';
import { PULLED_COLLECTIONS } from './pull.ts';
import { positionSchema } from './scalars.ts';
import { identitySchema } from './session.ts';

/** Documents that one report names; of more, the others are reported later. */
export const MAX_REPORTED = 50;

/**
 * What a client received and cannot read, reported so that somebody learns of it: the client sets such a document aside and
 * continues. Places are names of fields, never values.
 */
export const reportUnreadableInputSchema = z.object({
  protocol: protocolSchema,
  identity: identitySchema.nullish(),
  /** Which program could not read it. */
  program: z.string().min(1).max(60),
  documents: z
    .array(
      z.object({
        collection: z.enum(PULLED_COLLECTIONS),
        /** An id, as far as that could be read; the kind, of what there is one of. */
        key: z.string().min(1).max(80),
        seq: positionSchema,
        where: z.string().min(1).max(200),
      }),
    )
    .min(1)
    .max(MAX_REPORTED),
});
export type ReportUnreadableInput = z.infer<typeof reportUnreadableInputSchema>;
