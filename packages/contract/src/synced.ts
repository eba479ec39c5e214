import { z } from 'zod';
import { idSchema } from './scalars.ts';

/**
 * What every replicated document carries. `seq` is the company's cursor position of its last change: unique in
 * the company, so that a page of changes can be cut anywhere without skipping one.
 */
export const syncedSchema = z.object({
  id: idSchema,
  companyId: idSchema,
  seq: z.int().min(0),
});
export type Synced = z.infer<typeof syncedSchema>;

/** A document that is gone, or that this user may no longer see. The client purges its copy. */
export const tombstoneSchema = z.object({ id: idSchema, seq: z.int().min(0) });
export type Tombstone = z.infer<typeof tombstoneSchema>;
