import { z } from 'zod';
import { discountBpSchema, instantSchema, priceMinorSchema, versionSchema } from './scalars.ts';
import { syncedSchema } from './synced.ts';

export const MAX_APPROVAL_DAYS = 3_650;
export const MAX_WINDOW_DAYS = 31;

/** What the company lets the program decide on its own. One document per version, never edited. */
export const governanceSchema = syncedSchema.extend({
  kind: z.literal('governance'),
  version: versionSchema,
  autoApproval: z.object({
    enabled: z.boolean(),
    /** Risk (0 to 100) up to which the fixed rules may approve. */
    maxRisk: z.int().min(0).max(100),
    maxDiscountBp: discountBpSchema,
    /** Compared with the list total, in spite of its name: a deeper discount must not bring a request under the limit. */
    maxNetTotalMinor: priceMinorSchema,
    /** For how many days what a customer was granted is added to that total. Absent: the domain's default. */
    windowDays: z.int().min(1).max(MAX_WINDOW_DAYS).nullish(),
  }),
  /** For how many days an approval is valid. Absent in versions made before there was a limit: see the domain's default. */
  approvalDays: z.int().min(1).max(MAX_APPROVAL_DAYS).nullish(),
  madeAt: instantSchema,
});
export type Governance = z.infer<typeof governanceSchema>;
