import { z } from 'zod';
import { customerClassSchema } from './customer.ts';
import { MAX_CATEGORY, MAX_NAME, MAX_RULES, MAX_SEGMENT } from './limits.ts';
import { roleSchema } from './roles.ts';
import { basisPointsSchema, discountBpSchema, idSchema, instantSchema, versionSchema } from './scalars.ts';
import { syncedSchema } from './synced.ts';

/**
 * When a rule applies: every condition that is present must hold. An empty condition always holds.
 * `category` and `productId` make a rule look at single lines; without them it looks at the whole request.
 */
export const ruleConditionSchema = z.object({
  role: roleSchema.optional(),
  category: z.string().min(1).max(MAX_CATEGORY).optional(),
  productId: idSchema.optional(),
  customerClass: customerClassSchema.optional(),
  customerId: idSchema.optional(),
  segment: z.string().min(1).max(MAX_SEGMENT).optional(),
});
export type RuleCondition = z.infer<typeof ruleConditionSchema>;

/** The consequence of a broken rule: somebody with this authority must approve, or nobody may. */
export const onBreachSchema = z.enum(['manager', 'admin', 'forbid']);
export type OnBreach = z.infer<typeof onBreachSchema>;

const ruleBase = z.object({
  id: idSchema,
  /** Shown to the salesperson when the rule is hit. */
  name: z.string().min(1).max(MAX_NAME),
  when: ruleConditionSchema,
  onBreach: onBreachSchema,
});

export const ruleSchema = z.discriminatedUnion('kind', [
  ruleBase.extend({ kind: z.literal('discountLimit'), maxDiscountBp: discountBpSchema }),
  ruleBase.extend({ kind: z.literal('minimumMargin'), minMarginBp: basisPointsSchema }),
]);
export type Rule = z.infer<typeof ruleSchema>;

/** One version of a company's rules. Versions are never edited, so an old decision can be replayed. */
export const ruleSetSchema = syncedSchema.extend({
  kind: z.literal('ruleSet'),
  version: versionSchema,
  rules: z.array(ruleSchema).max(MAX_RULES),
  madeAt: instantSchema,
});
export type RuleSet = z.infer<typeof ruleSetSchema>;
