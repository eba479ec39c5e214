import type { AuditEntry } from '@marginiq/contract/audit';
import { z } from 'zod';

const itemsSchema = z.array(
  z.object({ name: z.string(), quantity: z.number(), unit: z.string().nullish(), discountBp: z.number() }),
);
export type AuditedItem = z.infer<typeof itemsSchema>[number];

/** The items of an entry's before or after; none if they are not what they should be. */
export function auditedItems(value: unknown): AuditedItem[] {
  const parsed = itemsSchema.safeParse(value);
  return parsed.success ? parsed.data : [];
}

const countsSchema = z.object({ created: z.number(), updated: z.number(), unchanged: z.number() });

export function importCounts(value: unknown): z.infer<typeof countsSchema> | null {
  return countsSchema.safeParse(value).data ?? null;
}

const requestSchema = z.object({ customer: z.string(), netMinor: z.number() });

/** The owner and amount of the request that an entry is about: after the change, otherwise before it. */
export function auditedRequest({ before, after }: Pick<AuditEntry, 'before' | 'after'>) {
  return requestSchema.safeParse(after).data ?? requestSchema.safeParse(before).data ?? null;
}

const personSchema = z.object({ personId: z.string(), name: z.string() });

/** The name of the person whom an entry is about; null if it is about something else. */
export function auditedPerson({ before, after }: Pick<AuditEntry, 'before' | 'after'>): string | null {
  return (personSchema.safeParse(after).data ?? personSchema.safeParse(before).data)?.name ?? null;
}
