import { z } from 'zod';
import { idSchema, positionSchema, schemaVersionSchema } from './scalars.ts';

/**
 * Fields of every replicated document. `seq` is the company's cursor position of its last change: unique in the
 * company, so that a page of changes can be cut anywhere without skipping one.
 */
export const syncedSchema = z.object({
  id: idSchema,
  companyId: idSchema,
  seq: positionSchema,
  /** Of the document's form, see document-versions.ts. Absent: 1. */
  schemaVersion: schemaVersionSchema.optional(),
});
export type Synced = z.infer<typeof syncedSchema>;

/** A document that is gone, or that this user may no longer see. The client purges its copy. */
export const removalSchema = z.object({ id: idSchema, seq: positionSchema });
export type Removal = z.infer<typeof removalSchema>;
