import { z } from 'zod';

export const streamInputSchema = z.object({ protocol: z.int().min(1) });

/** A hint that there is news. Never the truth: the client pulls by cursor. */
export const streamItemSchema = z.object({ seq: z.int().min(0) });
export type StreamItem = z.infer<typeof streamItemSchema>;
