import { z } from 'zod';
import { protocolSchema } from './protocol.ts';
import { changesSchema } from './pull.ts';
import { positionSchema } from './scalars.ts';
import { identitySchema } from './session.ts';

/** Changes that are more or larger than this (as JSON) are left to the pull. */
export const MAX_STREAMED_ROWS = 20;
export const MAX_STREAMED_BYTES = 32 * 1024;

export const streamInputSchema = z.object({
  protocol: protocolSchema,
  identity: identitySchema.nullish(),
  /** The id of the last item that came, as an EventSource that resumes sends it. Whoever resumes gets a hint like all. */
  lastEventId: z.string().max(200).nullish(),
});

/** Small changes that the person may see, usable by a client whose cursor is exactly at `view` and `after`. */
export const streamedPageSchema = z.object({
  view: z.string().min(1).max(100),
  after: positionSchema,
  seq: positionSchema,
  changes: changesSchema,
});
export type StreamedPage = z.infer<typeof streamedPageSchema>;

/** A hint that there is news up to `seq`. Never the truth: what does not follow the cursor directly is pulled. */
export const streamItemSchema = z.object({
  seq: positionSchema,
  /** Null if the news is too large, or not known in full to this server. Absent in protocol 1. */
  page: streamedPageSchema.nullish(),
});
export type StreamItem = z.infer<typeof streamItemSchema>;
