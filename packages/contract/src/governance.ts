import { z } from 'zod';
import { discountBpSchema, instantSchema, priceMinorSchema, versionSchema } from './scalars.ts';
import { syncedSchema } from './synced.ts';

export const MAX_APPROVAL_DAYS = 3_650;

/** What the company lets the program decide on its own. One document per version, never edited. */
export const governanceSchema = syncedSchema.extend({
  kind: z.literal('governance'),
  version: versionSchema,
  autoApproval: z.object({
    enabled: z.boolean(),
    /** Risk (0 to 100) up to which the fixed rules may approve. */
    maxRisk: z.int().min(0).max(100),
    maxDiscountBp: discountBpSchema,
    maxNetTotalMinor: priceMinorSchema,
  }),
  /** For how many days an approval is valid. Absent in versions made before there was a limit: see the domain's default. */
  approvalDays: z.int().min(1).max(MAX_APPROVAL_DAYS).nullish(),
  madeAt: instantSchema,
});
export type Governance = z.infer<typeof governanceSchema>;
