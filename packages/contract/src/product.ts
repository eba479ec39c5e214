import { z } from 'zod';
import { MAX_CATEGORY, MAX_LONG_NAME, MAX_SKU, MAX_UNIT } from './limits.ts';
import { priceMinorSchema } from './scalars.ts';
import { syncedSchema } from './synced.ts';

export const productSchema = syncedSchema.extend({
  /** The company's own article number, unique in the company: what an import matches on. */
  sku: z.string().min(1).max(MAX_SKU),
  name: z.string().min(1).max(MAX_LONG_NAME),
  category: z.string().min(1).max(MAX_CATEGORY),
  /** The sales unit: "piece", "10 boxes x 20 bags", "kg". Whether it can be sold in fractions: see units.ts. */
  unit: z.string().max(MAX_UNIT),
  listPriceMinor: priceMinorSchema,
  costMinor: priceMinorSchema,
  discontinued: z.boolean(),
});
export type Product = z.infer<typeof productSchema>;
