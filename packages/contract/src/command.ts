import { z } from 'zod';
import { saleResultSchema, wishedItemSchema } from './discount-request.ts';
import { approvalBasisSchema, evaluationInputsSchema, verdictSchema } from './evaluation.ts';
import { MAX_ITEMS } from './limits.ts';
import { MAX_PROSE } from './prose.ts';
import { countSchema, discountBpSchema, idSchema, instantSchema, positionSchema, proseSchema } from './scalars.ts';

const requestId = idSchema;
const reason = proseSchema(MAX_PROSE).min(1, 'a reason is required');

/** Arguments by command type. A user action is one of these and nothing else. */
export const commandArgsSchemas = {
  'request.submit': z.object({
    requestId,
    customerId: idSchema,
    items: z.array(wishedItemSchema).min(1).max(MAX_ITEMS),
    justification: proseSchema(MAX_PROSE),
  }),
  'request.revise': z.object({
    requestId,
    items: z.array(wishedItemSchema).min(1).max(MAX_ITEMS),
    justification: proseSchema(MAX_PROSE),
  }),
  'request.withdraw': z.object({ requestId }),
  'request.approve': z.object({ requestId, note: proseSchema(MAX_PROSE).nullable() }),
  'request.reject': z.object({ requestId, reason }),
  'request.requestAdjustment': z.object({ requestId, reason, suggestedDiscountBp: discountBpSchema.nullable() }),
  'request.recordSale': z.object({ requestId, sale: saleResultSchema }),
} as const;

export type CommandType = keyof typeof commandArgsSchemas;
export const COMMAND_TYPES = Object.keys(commandArgsSchemas) as [CommandType, ...CommandType[]];

/** What the device showed when the user acted, so that the server can say which input changed since. */
export const provisionalSchema = z.object({
  verdict: verdictSchema,
  inputs: evaluationInputsSchema,
  /** Of an approval: what the approver saw. Absent in programs that showed the revision's own evaluation only. */
  basis: approvalBasisSchema.nullish(),
});
export type Provisional = z.infer<typeof provisionalSchema>;

/**
 * The envelope, checked before anything else. `args` stays unknown here on purpose: arguments that do not fit
 * make one refused command with a stored outcome, never a batch that cannot be sent.
 */
export const commandEnvelopeSchema = z.object({
  id: idSchema,
  deviceId: idSchema,
  /** 1, 2, 3 ... without a gap on each device: the order in which the user acted. */
  deviceSeq: positionSchema.min(1),
  type: z.string().min(1).max(60),
  args: z.unknown(),
  /** The request's revision that the user saw; 0 where the command makes the request. */
  baseRevision: countSchema,
  /** The device's clock. Never orders anything. */
  madeAt: instantSchema,
  provisional: provisionalSchema.nullable(),
});
export type CommandEnvelope = z.infer<typeof commandEnvelopeSchema>;

export type CommandOf<T extends CommandType> = Omit<CommandEnvelope, 'type' | 'args'> & {
  type: T;
  args: z.infer<(typeof commandArgsSchemas)[T]>;
};
export type Command = { [T in CommandType]: CommandOf<T> }[CommandType];

export type ParsedCommand = { ok: true; command: Command } | { ok: false; issues: string[] };

/** Checks type and arguments of an envelope that is already valid. */
export function parseCommand(envelope: CommandEnvelope): ParsedCommand {
  if (!Object.hasOwn(commandArgsSchemas, envelope.type)) {
    return { ok: false, issues: [`unknown command type "${envelope.type}"`] };
  }
  const schema = commandArgsSchemas[envelope.type as CommandType];
  const args = schema.safeParse(envelope.args);
  if (!args.success) {
    return {
      ok: false,
      issues: args.error.issues.map((issue) => `${issue.path.join('.') || 'args'}: ${issue.message}`),
    };
  }
  return { ok: true, command: { ...envelope, args: args.data } as Command };
}
