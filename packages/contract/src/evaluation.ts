import { z } from 'zod';
import { MAX_ITEMS, MAX_LONG_NAME, MAX_VIOLATIONS } from './limits.ts';
import { openEnum } from './open-enum.ts';
import { approverSchema } from './roles.ts';
import { onBreachSchema } from './rule-set.ts';
import {
  basisPointsSchema,
  boundedRecord,
  countSchema,
  idSchema,
  minorUnitsSchema,
  positionSchema,
} from './scalars.ts';

export const marginSchema = z.object({
  listMinor: minorUnitsSchema,
  /** The amount that the customer pays. */
  netMinor: minorUnitsSchema,
  costMinor: minorUnitsSchema,
  marginMinor: minorUnitsSchema,
  /** Margin as a share of net, of the exact amounts if that is lower, rounded down. 0 where net is 0. */
  marginBp: basisPointsSchema,
  /** Discount as a share of list. 0 where list is 0. */
  discountBp: basisPointsSchema,
});
export type Margin = z.infer<typeof marginSchema>;

export const VIOLATION_CODES = ['customerBlocked', 'productDiscontinued', 'discountLimit', 'minimumMargin'] as const;

/** One guardrail that the request breaks. */
export const violationSchema = z.object({
  code: openEnum(VIOLATION_CODES),
  /** Null for guardrails that are not a rule of the rule set (a blocked customer). */
  ruleId: idSchema.nullable(),
  /** The rule's name, or what blocks. */
  label: z.string().max(MAX_LONG_NAME),
  /** Null if the whole request breaks it. */
  productId: idSchema.nullable(),
  limitBp: basisPointsSchema.nullable(),
  actualBp: basisPointsSchema.nullable(),
  onBreach: onBreachSchema,
});
export type Violation = z.infer<typeof violationSchema>;

export const RISK_FACTORS = ['customerHistory', 'deviation', 'salespersonPattern', 'margin'] as const;
export const riskFactorSchema = z.object({
  code: openEnum(RISK_FACTORS),
  points: z.int().min(0).max(100),
  maxPoints: z.int().min(1).max(100),
});
export const riskSchema = z.object({
  score: z.int().min(0).max(100),
  factors: z.array(riskFactorSchema).max(RISK_FACTORS.length),
});
export type Risk = z.infer<typeof riskSchema>;

export const VERDICTS = ['autoApprove', 'review', 'refuse'] as const;
export const verdictSchema = z.enum(VERDICTS);
export type Verdict = z.infer<typeof verdictSchema>;

/** Why a request without violations still needs a person. */
export const HOLD_REASONS = [
  'autoApprovalOff',
  'riskTooHigh',
  'discountTooHigh',
  'amountTooHigh',
  'togetherTooHigh',
] as const;
export const holdReasonSchema = z.enum(HOLD_REASONS);
export type HoldReason = z.infer<typeof holdReasonSchema>;

/**
 * The versions of every input outside the request that an evaluation was based on. Two sides with the same inputs
 * decide the same (law 5); if the versions differ, the difference names what changed in between.
 */
export const evaluationInputsSchema = z.object({
  rulesVersion: countSchema,
  governanceVersion: countSchema,
  statisticsVersion: countSchema,
  customerSeq: positionSchema,
  /** The position of the salesperson's own document, whose pattern counts in the risk. */
  ownerSeq: positionSchema,
  productSeqs: boundedRecord(idSchema, positionSchema, MAX_ITEMS),
  /** Identifies the customer's other requests that were added up. Absent if none were considered. */
  grantedMark: positionSchema.nullish(),
});
export type EvaluationInputs = z.infer<typeof evaluationInputsSchema>;

/**
 * The basis of an approval: who must approve, the limits exceeded, and the current list total and cost. Two equal ones
 * would lead to the same decision, whatever else has changed.
 */
export const approvalBasisSchema = z.object({
  requiredApprover: approverSchema,
  /** The limits exceeded, each with its kind, rule and product; sorted. From four evaluations. */
  violations: z.array(z.string().max(120)).max(4 * MAX_VIOLATIONS),
  listMinor: minorUnitsSchema,
  costMinor: minorUnitsSchema,
});
export type ApprovalBasis = z.infer<typeof approvalBasisSchema>;

export const evaluationSchema = z.object({
  total: marginSchema,
  /** One per item, in the request's order. */
  lines: z.array(marginSchema).max(MAX_ITEMS),
  violations: z.array(violationSchema).max(MAX_VIOLATIONS),
  requiredApprover: approverSchema,
  risk: riskSchema,
  verdict: openEnum(VERDICTS),
  holdReasons: z.array(openEnum(HOLD_REASONS)).max(HOLD_REASONS.length),
  inputs: evaluationInputsSchema,
});
export type Evaluation = z.infer<typeof evaluationSchema>;
