import type { DiscountRequest, RequestItem } from '@marginiq/contract/discount-request';
import { MAX_LONG_NAME, MAX_PRICE_MINOR } from '@marginiq/contract/limits';
import { lineMargin } from './margin.ts';

/*
 * Programs before protocol 5 read whole quantities only. They receive a fractional line as one piece of all of it, so that
 * its sums are unchanged.
 */

type Lines = Pick<DiscountRequest, 'id' | 'items'>;

const PLACE_DIGITS = 4;

/**
 * Stands in such a line where its product's id does: nobody's. Such a program prices by the product's id, for an approval and for
 * a revision, and would take one kilogram for all of the line.
 */
const noProduct = ({ id }: Lines, index: number): string =>
  id.slice(0, -PLACE_DIGITS) + index.toString(16).padStart(PLACE_DIGITS, '0');

function nameWith({ name, quantity, unit }: RequestItem): string {
  const amount = ` (${[quantity, ...(unit ? [unit] : [])].join(' ')})`;
  // Half a character would be left where it is cut in the middle of two.
  return name.slice(0, MAX_LONG_NAME - amount.length).replace(/[\uD800-\uDBFF]$/, '') + amount;
}

function inOnePiece(request: Lines, item: RequestItem, index: number): RequestItem {
  const told = { ...item, productId: noProduct(request, index), name: nameWith(item) };
  const { listMinor, costMinor } = lineMargin(item);
  if (Math.max(listMinor, costMinor) <= MAX_PRICE_MINOR)
    return { ...told, quantity: 1, listPriceMinor: listMinor, costMinor };
  // Too large for a price. Its sums are in the evaluation.
  return { ...told, quantity: Math.max(1, Math.round(item.quantity)) };
}

const isInParts = ({ quantity }: RequestItem): boolean => !Number.isInteger(quantity);

/** The request as such programs can read it; the same object if they can read it as it is. */
export function inWholeLines(request: DiscountRequest): DiscountRequest {
  if (!request.items.some(isInParts)) return request;
  const items = request.items.map((item, index) => (isInParts(item) ? inOnePiece(request, item, index) : item));
  return { ...request, items };
}
