import type { CommandEnvelope } from '@marginiq/contract/command';
import { MAX_ITEMS } from '@marginiq/contract/limits';
import { cleanProse } from '@marginiq/contract/prose';
import { z } from 'zod';
import { type Draft, type DraftItem, emptyDraft } from './draft.ts';
import { DISCOUNT, quantityText } from './number-rules.ts';
import { textOfValue } from './parse-number.ts';

/*
 * Whatever was refused can be edited again, even if the server or this version cannot read it: as much of it as can be
 * made out is put back into the form.
 */

const itemSchema = z.object({
  productId: z.string().catch('').default(''),
  quantity: z.number().nullable().catch(null).default(null),
  discountBp: z.int().nullable().catch(null).default(null),
});
const argsSchema = z.object({
  requestId: z.string().nullable().catch(null).default(null),
  customerId: z.string().nullable().catch(null).default(null),
  items: z
    .array(itemSchema.catch({ productId: '', quantity: null, discountBp: null }))
    .catch([])
    .default([]),
  justification: z.string().catch('').default(''),
  reason: z.string().catch('').default(''),
  note: z.string().nullable().catch(null).default(null),
  suggestedDiscountBp: z.int().nullable().catch(null).default(null),
});
export type ReadableArgs = z.infer<typeof argsSchema>;

/** As much of a command's arguments as can be made out. Never throws. */
export function readableArgs(args: CommandEnvelope['args']): ReadableArgs {
  const parsed = argsSchema.safeParse(args);
  return parsed.success ? parsed.data : argsSchema.parse({});
}

/** @param locale of the company, in which numbers are written */
export function draftOfArgs({ customerId, items, justification }: ReadableArgs, locale: string): Draft {
  const lines = items.slice(0, MAX_ITEMS).map(({ productId, quantity, discountBp }, index): DraftItem => {
    return {
      key: `line-${index}`,
      productId: productId === '' ? null : productId,
      quantity: quantity === null ? '' : quantityText(quantity, locale),
      discount: discountBp === null ? '' : textOfValue(discountBp, DISCOUNT.decimals, locale),
    };
  });
  return {
    customerId,
    items: lines.length > 0 ? lines : emptyDraft().items,
    justification: cleanProse(justification),
  };
}
