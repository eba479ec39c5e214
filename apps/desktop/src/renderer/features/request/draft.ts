import type { WishedItem } from '@marginiq/contract/discount-request';
import { MAX_ITEMS } from '@marginiq/contract/discount-request';
import { z } from 'zod';

/** What stands in the form: as typed, complete or not. Kept on the device while it is being written. */
export const draftItemSchema = z.object({
  key: z.string(),
  productId: z.string().nullable(),
  quantity: z.number().nullable(),
  discountPercent: z.number().nullable(),
});
export type DraftItem = z.infer<typeof draftItemSchema>;

export const draftSchema = z.object({
  customerId: z.string().nullable(),
  items: z.array(draftItemSchema).max(MAX_ITEMS),
  justification: z.string(),
});
export type Draft = z.infer<typeof draftSchema>;

const emptyItem = (): DraftItem => ({ key: crypto.randomUUID(), productId: null, quantity: 1, discountPercent: null });
export const emptyDraft = (): Draft => ({ customerId: null, items: [emptyItem()], justification: '' });

export const withItemAdded = (draft: Draft): Draft => ({ ...draft, items: [...draft.items, emptyItem()] });

export function withItem(draft: Draft, key: string, change: Partial<DraftItem>): Draft {
  return { ...draft, items: draft.items.map((item) => (item.key === key ? { ...item, ...change } : item)) };
}

export function withoutItem(draft: Draft, key: string): Draft {
  return { ...draft, items: draft.items.filter((item) => item.key !== key) };
}

export function draftOf(customerId: string, items: readonly WishedItem[], justification: string): Draft {
  return {
    customerId,
    justification,
    items: items.map(({ productId, quantity, discountBp }) => ({
      key: productId,
      productId,
      quantity,
      discountPercent: discountBp / 100,
    })),
  };
}

export const isEmpty = (draft: Draft): boolean =>
  draft.customerId === null && draft.justification === '' && draft.items.every(({ productId }) => productId === null);

/** Percent as typed to basis points. 12.345 % is 1,235 bp: the form shows two decimals. */
export const toBasisPoints = (percent: number): number => Math.round(percent * 100);

/** The lines that are complete enough to be counted. */
export function wishedItems(draft: Draft): WishedItem[] {
  return draft.items.flatMap(({ productId, quantity, discountPercent }) =>
    productId !== null && quantity !== null && Number.isInteger(quantity) && quantity >= 1
      ? [{ productId, quantity, discountBp: toBasisPoints(discountPercent ?? 0) }]
      : [],
  );
}

/** What is missing before it can be submitted, in the order of the form; null when nothing is. */
export function whatIsMissing(draft: Draft): string | null {
  if (draft.customerId === null) return 'Choose a customer.';
  const lines = draft.items.filter(({ productId }) => productId !== null);
  if (lines.length === 0) return 'Choose a product.';
  if (lines.some(({ quantity }) => quantity === null || quantity < 1 || !Number.isInteger(quantity))) {
    return 'Enter a whole quantity of at least 1 for every product.';
  }
  if (lines.every(({ discountPercent }) => (discountPercent ?? 0) === 0))
    return 'Enter a discount for at least one product.';
  return null;
}
