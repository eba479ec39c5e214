import { z } from 'zod';
import { evaluationSchema } from './evaluation.ts';
import { MAX_CATEGORY, MAX_ITEMS, MAX_LONG_NAME, MAX_NAME, MAX_STEPS, MAX_UNIT } from './limits.ts';
import { openEnum } from './open-enum.ts';
import { MAX_PROSE } from './prose.ts';
import { quantitySchema } from './quantity.ts';
import { REQUEST_STATUSES } from './request-status.ts';
import { ACTOR_ROLES } from './roles.ts';
import {
  currencySchema,
  discountBpSchema,
  idSchema,
  instantSchema,
  priceMinorSchema,
  proseSchema,
  versionSchema,
} from './scalars.ts';
import { syncedSchema } from './synced.ts';

export const requestStatusSchema = z.enum(REQUEST_STATUSES);
const openStatusSchema = openEnum(REQUEST_STATUSES);

export const SALE_RESULTS = ['won', 'lost', 'unknown'] as const;
export const saleResultSchema = z.enum(SALE_RESULTS);
export type SaleResult = z.infer<typeof saleResultSchema>;

/** A salesperson's request. It contains no prices: they come from the products. */
export const wishedItemSchema = z.object({
  productId: idSchema,
  quantity: quantitySchema,
  /** The product's unit when the quantity was entered. Absent in programs before that recorded it, and if there was none. */
  unit: z.string().max(MAX_UNIT).nullish(),
  discountBp: discountBpSchema,
});
export type WishedItem = z.infer<typeof wishedItemSchema>;

/** A wished item with the prices that were in force when it was evaluated, for one of its product's unit. */
export const requestItemSchema = wishedItemSchema.extend({
  name: z.string().max(MAX_LONG_NAME),
  category: z.string().max(MAX_CATEGORY),
  listPriceMinor: priceMinorSchema,
  costMinor: priceMinorSchema,
});
export type RequestItem = z.infer<typeof requestItemSchema>;

export const actorSchema = z.object({
  userId: idSchema.nullable(),
  name: z.string().max(MAX_NAME),
  role: openEnum(ACTOR_ROLES),
});
export type Actor = z.infer<typeof actorSchema>;

export const STEP_KINDS = [
  'submit',
  'revise',
  'autoApprove',
  'approve',
  'reject',
  'requestAdjustment',
  'withdraw',
  'expire',
  'recordSale',
  'handOver',
] as const;

export type StepKind = (typeof STEP_KINDS)[number];

/** One step in a request's life. The list is only ever added to, up to `MAX_STEPS`. */
export const requestStepSchema = z.object({
  kind: openEnum(STEP_KINDS),
  /** The revision that the step is about; for a decision, the exact one that the approver saw (law 7). */
  revision: versionSchema,
  by: actorSchema,
  at: instantSchema,
  note: proseSchema(MAX_PROSE).nullable(),
  suggestedDiscountBp: discountBpSchema.nullable(),
  /** Only of a hand-over: whose request it was, and whose it is from then on. */
  handOver: z.object({ from: z.string().max(MAX_NAME), to: z.string().max(MAX_NAME) }).nullish(),
});
export type RequestStep = z.infer<typeof requestStepSchema>;

export const discountRequestSchema = syncedSchema.extend({
  /** Incremented with each change of the request. A decision names the one it is about. */
  revision: versionSchema,
  status: openStatusSchema,
  /** Null: an imported deal that belongs to nobody yet, seen by admins alone; `ownerName` is empty then. */
  ownerId: idSchema.nullable(),
  ownerName: z.string().max(MAX_NAME),
  teamId: idSchema.nullable(),
  customerId: idSchema,
  customerName: z.string().max(MAX_LONG_NAME),
  currency: currencySchema,
  /** A product may occur more than once in an imported deal; `decide` refuses that in a new request. */
  items: z.array(requestItemSchema).min(1).max(MAX_ITEMS),
  justification: proseSchema(MAX_PROSE),
  evaluation: evaluationSchema,
  steps: z.array(requestStepSchema).max(MAX_STEPS),
  sale: openEnum(SALE_RESULTS),
  /** On the salesperson's clock; a hint for people, never an order. */
  madeAt: instantSchema,
  /** On the server's clock. */
  submittedAt: instantSchema,
  changedAt: instantSchema,
  /** An undecided request cannot be decided after this, and is closed as expired. */
  expiresAt: instantSchema,
  /** Until when an approved request can be sold. Absent before its approval, and in those that an earlier version approved. */
  approvedUntil: instantSchema.nullish(),
});
export type DiscountRequest = z.infer<typeof discountRequestSchema>;
