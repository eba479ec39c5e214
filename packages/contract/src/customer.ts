import { z } from 'zod';
import { MAX_CODE, MAX_LONG_NAME, MAX_PLACE, MAX_SEGMENT } from './limits.ts';
import { basisPointsSchema, countSchema, idSchema } from './scalars.ts';
import { syncedSchema } from './synced.ts';

export const CUSTOMER_CLASSES = ['A', 'B', 'C'] as const;
export const customerClassSchema = z.enum(CUSTOMER_CLASSES);
export type CustomerClass = z.infer<typeof customerClassSchema>;

/** What past deals say of a customer. Computed by the worker, read by the risk score. */
export const customerHistorySchema = z.object({
  /** Requests that reached a decision. */
  deals: countSchema,
  averageDiscountBp: basisPointsSchema,
  /** Share of the decided requests that were approved. */
  approvedShareBp: basisPointsSchema,
  /** Share of the approved ones with a known end that were won. */
  wonShareBp: basisPointsSchema,
});
export type CustomerHistory = z.infer<typeof customerHistorySchema>;

/** The history of a customer without any decided request. */
export const NO_HISTORY: CustomerHistory = { deals: 0, averageDiscountBp: 0, approvedShareBp: 0, wonShareBp: 0 };

export const customerSchema = syncedSchema.extend({
  /** The company's own key for the customer, unique in the company: what an import matches on. */
  code: z.string().min(1).max(MAX_CODE),
  name: z.string().min(1).max(MAX_LONG_NAME),
  class: customerClassSchema,
  segment: z.string().max(MAX_SEGMENT),
  city: z.string().max(MAX_PLACE),
  country: z.string().max(MAX_PLACE),
  blocked: z.boolean(),
  /** Why a customer is blocked, in the words of the person who blocked it. */
  blockedReason: z.string().max(MAX_LONG_NAME).nullable(),
  /** Who looks after the customer: seen by that person, the team's manager and admins. Null: nobody yet, so by admins alone. */
  ownerId: idSchema.nullable(),
  /** The team whose manager sees the customer too. */
  teamId: idSchema.nullable(),
  history: customerHistorySchema,
});
export type Customer = z.infer<typeof customerSchema>;
