import { z } from 'zod';
import { actorSchema } from './discount-request.ts';
import { evaluationInputsSchema } from './evaluation.ts';
import { refusalSchema } from './outcome.ts';
import { boundedRecord, idSchema, instantSchema } from './scalars.ts';

/** What is shown of a thing before or after, by field. */
const shownSchema = boundedRecord(z.string().max(60), z.unknown(), 50);

/** One line of the audit log: who did what to what, before and after, and on which versions. Never edited. */
export const auditEntrySchema = z.object({
  id: idSchema,
  companyId: idSchema,
  at: instantSchema,
  actor: actorSchema,
  deviceId: idSchema.nullable(),
  /** A command type, or the name of an administrative action such as `import.customers`. */
  action: z.string().min(1).max(60),
  commandId: idSchema.nullable(),
  requestId: idSchema.nullable(),
  result: z.enum(['accepted', 'refused']),
  refusal: refusalSchema.nullable(),
  before: shownSchema.nullable(),
  after: shownSchema.nullable(),
  versions: evaluationInputsSchema.nullable(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;
