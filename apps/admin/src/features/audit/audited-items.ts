import { z } from 'zod';

const itemsSchema = z.array(z.object({ name: z.string(), quantity: z.number(), discountBp: z.number() }));
export type AuditedItem = z.infer<typeof itemsSchema>[number];

/** The items of an entry's before or after; none where they are not what they should be. */
export function auditedItems(value: unknown): AuditedItem[] {
  const parsed = itemsSchema.safeParse(value);
  return parsed.success ? parsed.data : [];
}
