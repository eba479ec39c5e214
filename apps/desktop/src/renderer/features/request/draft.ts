import type { WishedItem } from '@marginiq/contract/discount-request';
import { MAX_ITEMS } from '@marginiq/contract/limits';
import type { Product } from '@marginiq/contract/product';
import { ofThousandths } from '@marginiq/contract/quantity';
import { isSoldAs } from '@marginiq/contract/units';
import { z } from 'zod';
import { DISCOUNT, QUANTITY_IN_PARTS, quantityRule, quantityText } from './number-rules.ts';
import { acceptedUnit, checkNumber, textOfValue } from './parse-number.ts';

const numberItemSchema = z.object({
  key: z.string(),
  productId: z.string().nullable(),
  quantity: z.number().nullable(),
  discountPercent: z.number().nullable(),
});

/** Drafts of an earlier version stored numbers; they are converted to the texts that would have been typed. */
function withTexts(item: unknown): unknown {
  const earlier = numberItemSchema.safeParse(item);
  if (!earlier.success) return item;
  const { key, productId, quantity, discountPercent } = earlier.data;
  return { key, productId, quantity: String(quantity ?? ''), discount: String(discountPercent ?? '') };
}

/** The content of the form: as typed, complete or not. Kept on the device while it is being written. */
export const draftItemSchema = z.preprocess(
  withTexts,
  z.object({ key: z.string(), productId: z.string().nullable(), quantity: z.string(), discount: z.string() }),
);
export type DraftItem = z.infer<typeof draftItemSchema>;

export const draftSchema = z.object({
  customerId: z.string().nullable(),
  items: z.array(draftItemSchema).max(MAX_ITEMS),
  justification: z.string(),
  /** Words that were typed into a search field and chose nothing, by the field's part. No command has them. */
  unclear: z.record(z.string(), z.string()).optional(),
});
export type Draft = z.infer<typeof draftSchema>;

const FIRST_QUANTITY = '1';
const emptyItem = (): DraftItem => ({
  key: crypto.randomUUID(),
  productId: null,
  quantity: FIRST_QUANTITY,
  discount: '',
});
export const emptyDraft = (): Draft => ({ customerId: null, items: [emptyItem()], justification: '' });

export const withItemAdded = (draft: Draft): Draft => ({ ...draft, items: [...draft.items, emptyItem()] });

export function withItem(draft: Draft, key: string, change: Partial<DraftItem>): Draft {
  return { ...draft, items: draft.items.map((item) => (item.key === key ? { ...item, ...change } : item)) };
}

export function withoutItem(draft: Draft, key: string): Draft {
  return withUnclear({ ...draft, items: draft.items.filter((item) => item.key !== key) }, productPart(key), null);
}

/**
 * @param words what was typed in that part of the form and chose nothing; null once it is settled
 * @returns the same draft if that changes nothing
 */
export function withUnclear(draft: Draft, part: string, words: string | null): Draft {
  const { unclear = {}, ...rest } = draft;
  if ((unclear[part] ?? null) === words) return draft;
  const others = Object.entries(unclear).filter(([one]) => one !== part);
  const changed = words === null ? others : [...others, [part, words] as const];
  return changed.length === 0 ? rest : { ...rest, unclear: Object.fromEntries(changed) };
}

interface Source {
  customerId: string;
  /** With the unit of the line, if it is known. */
  items: readonly WishedItem[];
  justification: string;
}

/**
 * A quantity with the line's unit: if the product is now sold in another one, the field says so, and two kilograms do
 * not become two metres.
 */
function textInUnit(quantity: number, unit: string, locale: string): string {
  const text = quantityText(quantity, locale);
  const withUnit = `${text} ${unit}`;
  const isReadAsSame = unit !== '' && quantityOf({ quantity: withUnit }, { unit }) === quantity;
  return isReadAsSame ? withUnit : text;
}

/** @param locale of the company, in which numbers are written */
export function draftOf({ customerId, items, justification }: Source, locale: string): Draft {
  return {
    customerId,
    justification,
    items: items.map(({ productId, quantity, discountBp, unit }, index) => ({
      // A product may occur more than once in an imported deal.
      key: `${index}-${productId}`,
      productId,
      quantity: textInUnit(quantity, unit ?? '', locale),
      discount: textOfValue(discountBp, DISCOUNT.decimals, locale),
    })),
  };
}

/** The line still has only the values it started with. */
const isUntouched = ({ productId, quantity, discount }: DraftItem): boolean =>
  productId === null && discount.trim() === '' && (quantity.trim() === '' || quantity === FIRST_QUANTITY);

export const isEmpty = (draft: Draft): boolean =>
  draft.customerId === null &&
  draft.unclear === undefined &&
  draft.justification.trim() === '' &&
  draft.items.every(isUntouched);

const contentOf = ({ customerId, items, justification, unclear = {} }: Draft) =>
  JSON.stringify([
    customerId,
    items.map(({ productId, quantity, discount }) => [productId, quantity, discount]),
    justification,
    Object.values(unclear),
  ]);

/** Whether both say the same, whatever the keys of their lines. */
export const saysTheSame = (a: Draft, b: Draft): boolean => contentOf(a) === contentOf(b);

/** What is needed of a product to read a quantity of it. */
type Sold = Pick<Product, 'unit'>;

/**
 * In parts if it has them: what has a value as a whole number has the same one here. Whether it can be sold is another question.
 * @param product whose unit may follow the number; without it, no unit may
 */
export const quantityOf = ({ quantity }: Pick<DraftItem, 'quantity'>, product?: Sold): number | null => {
  const checked = checkNumber(quantity, { ...QUANTITY_IN_PARTS, accepts: acceptedUnit(quantityRule(product)) });
  return checked.kind === 'value' ? ofThousandths(checked.value) : null;
};

/** No text is no discount; null if the text has no value that a discount can have. */
export const discountBpOf = ({ discount }: DraftItem): number | null => {
  const checked = checkNumber(discount, DISCOUNT);
  if (checked.kind === 'empty') return 0;
  return checked.kind === 'value' ? checked.value : null;
};

/** The form's search fields, as they are marked on the screen. */
export const CUSTOMER_PART = 'customer';
export const productPart = (key: string): string => `product-${key}`;

/** The words that matched no choice and are reported as such: not those still being typed. */
export type Unclear = ReadonlyMap<string, string>;
export const NOTHING_UNCLEAR: Unclear = new Map();

export type Missing =
  | { what: 'customer' | 'customerUnclear' | 'product' | 'discount' }
  | {
      what:
        | 'lineUnclear'
        | 'lineProduct'
        | 'lineDuplicate'
        | 'lineQuantity'
        | 'lineQuantityWrong'
        | 'lineDiscountWrong';
      line: number;
      key: string;
    };

type Lines = Pick<Draft, 'items'>;
/** The known products, by id: for one that is not here, fractions are allowed, and any unit. */
type Products = ReadonlyMap<string, Sold>;
const NO_PRODUCTS: Products = new Map();

/** For an unknown product: a unit after the number may be its own. */
function mayBeQuantity({ quantity }: DraftItem): boolean {
  const checked = checkNumber(quantity, quantityRule(undefined));
  return checked.kind === 'value' || (checked.kind === 'problem' && checked.problem === 'unitUnknown');
}

function missingInLine(item: DraftItem, line: number, products: Products): Missing | null {
  const at = { line, key: item.key };
  if (item.productId === null) return { what: 'lineProduct', ...at };
  if (item.quantity.trim() === '') return { what: 'lineQuantity', ...at };
  const product = products.get(item.productId);
  const quantity = quantityOf(item, product);
  const isWrong = product === undefined ? !mayBeQuantity(item) : quantity === null || !isSoldAs(quantity, product.unit);
  if (isWrong) return { what: 'lineQuantityWrong', ...at };
  return discountBpOf(item) === null ? { what: 'lineDiscountWrong', ...at } : null;
}

/** What keeps the lines from being evaluated: a line that was started and is not complete, or in which words chose nothing. */
export function missingInLines(
  { items }: Lines,
  unclear: Unclear = NOTHING_UNCLEAR,
  products: Products = NO_PRODUCTS,
): Missing | null {
  const isUnclear = ({ key }: DraftItem) => unclear.has(productPart(key));
  if (items.every((item) => isUntouched(item) && !isUnclear(item))) return { what: 'product' };
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    if (isUnclear(item)) return { what: 'lineUnclear', line: index + 1, key: item.key };
    if (isUntouched(item)) continue;
    const missing = missingInLine(item, index + 1, products);
    if (missing !== null) return missing;
    const productId = item.productId ?? '';
    if (seen.has(productId)) return { what: 'lineDuplicate', line: index + 1, key: item.key };
    seen.add(productId);
  }
  return null;
}

/** What is missing before it can be submitted, in the order of the form; null if nothing is. */
export function whatIsMissing(
  draft: Draft,
  unclear: Unclear = NOTHING_UNCLEAR,
  products: Products = NO_PRODUCTS,
): Missing | null {
  if (unclear.has(CUSTOMER_PART)) return { what: 'customerUnclear' };
  if (draft.customerId === null) return { what: 'customer' };
  const missing = missingInLines(draft, unclear, products);
  if (missing !== null) return missing;
  return wishedItems(draft, products).every(({ discountBp }) => discountBp === 0) ? { what: 'discount' } : null;
}

/** The lines that were started. Call this only if `missingInLines` finds nothing: an incomplete line is left out. */
export function wishedItems({ items }: Lines, products: Products = NO_PRODUCTS): WishedItem[] {
  return items.flatMap((item) => {
    const product = products.get(item.productId ?? '');
    const [quantity, discountBp] = [quantityOf(item, product), discountBpOf(item)];
    if (item.productId === null || quantity === null || discountBp === null) return [];
    // The one beside the number: if the product is sold by another before this arrives, the number means something else.
    const unit = product === undefined ? {} : { unit: product.unit };
    return [{ productId: item.productId, quantity, ...unit, discountBp }];
  });
}
