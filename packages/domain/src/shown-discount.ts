import type { DiscountRequest } from '@marginiq/contract/discount-request';

interface Discounted {
  items: readonly Pick<DiscountRequest['items'][number], 'discountBp'>[];
  evaluation: { total: Pick<DiscountRequest['evaluation']['total'], 'discountBp'> };
}

/**
 * The discount of all lines together, for people: if all lines have the same one, that one. As a share of the amounts it may
 * differ from it, because those are rounded to the cent: 12 % off a few cents are 12.01 %.
 */
export function shownDiscountBp({ items, evaluation }: Discounted): number {
  const [first, ...others] = items;
  const isOne = first !== undefined && others.every(({ discountBp }) => discountBp === first.discountBp);
  return isOne ? first.discountBp : evaluation.total.discountBp;
}
