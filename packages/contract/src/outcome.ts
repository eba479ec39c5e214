import { z } from 'zod';
import { REQUEST_STATUSES } from './discount-request.ts';
import { openEnum } from './open-enum.ts';
import { REASON_CODES } from './reason-code.ts';
import { countSchema, idSchema, instantSchema, positionSchema, versionSchema } from './scalars.ts';

export const CHANGED_INPUTS = [
  'rules',
  'governance',
  'statistics',
  'customer',
  'salesperson',
  'product',
  'granted',
] as const;
export const changedInputSchema = z.enum(CHANGED_INPUTS);
export type ChangedInput = z.infer<typeof changedInputSchema>;

/** Characters of a refusal's sentence. */
export const MAX_REFUSAL = 2000;

/** Why a command did nothing. */
export const refusalSchema = z.object({
  code: openEnum(REASON_CODES),
  /** One sentence for a log or a person without the program at hand; screens use `code`. */
  message: z.string().max(MAX_REFUSAL),
  /** What stands now, where the refusal is about a request that the user may see. */
  current: z.object({ revision: countSchema, status: openEnum(REQUEST_STATUSES) }).nullable(),
});
export type Refusal = z.infer<typeof refusalSchema>;

/** What became of one command. Exactly one per command, for ever (law 1). */
export const outcomeSchema = z.object({
  commandId: idSchema,
  deviceSeq: positionSchema.min(1),
  status: z.enum(['accepted', 'refused']),
  refusal: refusalSchema.nullable(),
  requestId: idSchema.nullable(),
  /** Revision and status after the command; null where it was refused. */
  revision: versionSchema.nullable(),
  requestStatus: openEnum(REQUEST_STATUSES).nullable(),
  /** Inputs that changed between the provisional evaluation and this one (law 5). */
  changedInputs: z.array(openEnum(CHANGED_INPUTS)).max(CHANGED_INPUTS.length),
  decidedAt: instantSchema,
});
export type Outcome = z.infer<typeof outcomeSchema>;
