import { z } from 'zod';
import { openEnum } from './open-enum.ts';
import { REASON_CODES } from './reason-code.ts';
import { REQUEST_STATUSES } from './request-status.ts';
import { boundedRecord, countSchema, idSchema, instantSchema, positionSchema, versionSchema } from './scalars.ts';

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

/** Maximum length of the value that a refusal inserts into its sentence, and of each text in its parameters. */
export const MAX_REFUSAL = 2000;
const MAX_PARAMS = 12;
/** For example the names of broken rules. A reader shows the first ones. */
export const MAX_LISTED = 20;

const paramText = z.string().max(MAX_REFUSAL);
const refusalParamsSchema = boundedRecord(
  z.string().max(60),
  z.union([
    paramText,
    z.number().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER),
    z.array(paramText).max(MAX_LISTED),
  ]),
  MAX_PARAMS,
);

/**
 * What a refusal names besides its code, such as a product and its unit. `domain` says which at the place of the
 * refusal.
 */
export type RefusalParams = z.infer<typeof refusalParamsSchema>;

/** Why a command did nothing. Words are made of code and parameters where somebody reads them. */
export const refusalSchema = z.object({
  code: openEnum(REASON_CODES),
  /** Absent from a server or a device of before. What a later version names in another form is not read: the code says what to do. */
  params: refusalParamsSchema.nullish().catch(null),
  /** A sentence, from programs of before; since then the code, because those require one. */
  message: z.string().max(MAX_REFUSAL),
  /** The current state, if the refusal is about a request that the user may see. */
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
  /** Revision and status after the command; null if it was refused. */
  revision: versionSchema.nullable(),
  requestStatus: openEnum(REQUEST_STATUSES).nullable(),
  /** Inputs that changed between the provisional evaluation and this one (law 5). */
  changedInputs: z.array(openEnum(CHANGED_INPUTS)).max(CHANGED_INPUTS.length),
  decidedAt: instantSchema,
});
export type Outcome = z.infer<typeof outcomeSchema>;
