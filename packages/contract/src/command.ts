import { z } from 'zod';
import { saleResultSchema, wishedItemSchema } from './discount-request.ts';
import { approvalBasisSchema, evaluationInputsSchema, VERDICTS } from './evaluation.ts';
import { MAX_ITEMS } from './limits.ts';
import { openEnum } from './open-enum.ts';
import { MAX_PROSE } from './prose.ts';
import {
  countSchema,
  discountBpSchema,
  idSchema,
  instantSchema,
  positionSchema,
  proseSchema,
  schemaVersionSchema,
} from './scalars.ts';
import { tolerantObject } from './tolerant.ts';
import { type Upcaster, upcastUnchecked, versionAfter, type Written } from './upcast.ts';

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

export type CommandUpcasters = Record<CommandType, readonly Upcaster[]>;

/**
 * By type, what makes the next version's arguments out of one version's. When arguments change so that programs before would not
 * understand them, or theirs would not be understood any more, add one: an older program's unsent commands are read by it, and a
 * server that does not know the version yet decides nothing and says that it is too old (see sync-router).
 */
export const COMMAND_UPCASTERS: CommandUpcasters = {
  'request.submit': [],
  'request.revise': [],
  'request.withdraw': [],
  'request.approve': [],
  'request.reject': [],
  'request.requestAdjustment': [],
  'request.recordSale': [],
};

/** The version of the arguments that this program writes. */
export const commandVersion = (type: CommandType, upcasters = COMMAND_UPCASTERS): number =>
  versionAfter(upcasters[type]);

export const isCommandType = (type: string): type is CommandType => Object.hasOwn(commandArgsSchemas, type);

/** What the device displayed when the user acted, so that the server can say which input has changed since. */
export const provisionalSchema = z.object({
  verdict: openEnum(VERDICTS),
  inputs: evaluationInputsSchema,
  /** For an approval: what the approver saw. Absent in programs that displayed only the revision's own evaluation. */
  basis: approvalBasisSchema.nullish(),
});
export type Provisional = z.infer<typeof provisionalSchema>;

/** In place of what an approver saw, if the program sent it and this one cannot read it: no approval rests on it (law 7). */
export const UNREADABLE = 'unreadable';

/**
 * The same as another version's program may have written it. It only explains an outcome, so no command is held up for it; but what
 * an approver saw counts, and is not taken for unsaid because it cannot be read.
 */
export const readProvisionalSchema = tolerantObject({
  ...provisionalSchema.shape,
  inputs: tolerantObject(evaluationInputsSchema.shape),
}).extend({ basis: approvalBasisSchema.or(z.literal(UNREADABLE)).nullish().catch(UNREADABLE) });
export type ReadProvisional = z.infer<typeof readProvisionalSchema>;

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
  /** The version of the arguments, see `COMMAND_UPCASTERS`. Absent: 1. */
  version: schemaVersionSchema.nullish(),
  args: z.unknown(),
  /** The request's revision that the user saw; 0 where the command makes the request. */
  baseRevision: countSchema,
  /** The device's clock. Never orders anything. */
  madeAt: instantSchema,
  provisional: readProvisionalSchema.nullish().catch({ basis: UNREADABLE }),
});
export type CommandEnvelope = z.infer<typeof commandEnvelopeSchema>;

export type CommandOf<T extends CommandType> = Omit<CommandEnvelope, 'type' | 'args'> & {
  type: T;
  args: z.infer<(typeof commandArgsSchemas)[T]>;
};
export type Command = { [T in CommandType]: CommandOf<T> }[CommandType];

export type ParsedCommand = { ok: true; command: Command } | { ok: false; issues: string[] };

/**
 * Whether a later program made it, in a form that this one does not know: a later server must decide it, so it waits until then.
 * @param protocol the sender's
 * @param ours this program's
 */
export function isOfLaterVersion(
  { type, version }: Pick<CommandEnvelope, 'type' | 'version'>,
  { protocol, ours }: { protocol: number; ours: number },
): boolean {
  return isCommandType(type) ? (version ?? 1) > commandVersion(type) : protocol > ours;
}

/** Checks type and arguments of an envelope that is already valid. */
export function parseCommand(envelope: CommandEnvelope, upcasters = COMMAND_UPCASTERS): ParsedCommand {
  const { type, version } = envelope;
  if (!isCommandType(type)) return { ok: false, issues: [`unknown command type "${type}"`] };
  const written = envelope.args;
  const isRecord = typeof written === 'object' && written !== null && !Array.isArray(written);
  const read = isRecord ? upcastUnchecked(written as Written, { version, upcasters: upcasters[type] }) : written;
  if (isRecord && read === null) return { ok: false, issues: [`args: not of version ${version ?? 1}`] };
  const args = commandArgsSchemas[type].safeParse(read);
  if (!args.success) {
    return {
      ok: false,
      issues: args.error.issues.map((issue) => `${issue.path.join('.') || 'args'}: ${issue.message}`),
    };
  }
  return { ok: true, command: { ...envelope, args: args.data } as Command };
}
