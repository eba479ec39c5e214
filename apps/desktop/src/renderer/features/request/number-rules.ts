import { MAX_QUANTITY } from '@marginiq/contract/limits';
import type { Product } from '@marginiq/contract/product';
import { QUANTITY_DIGITS, quantitySchema, thousandthsOf } from '@marginiq/contract/quantity';
import { measureOf } from '@marginiq/contract/units';
import { t } from '@marginiq/ui/messages';
import { type NumberRule, textOfValue } from './parse-number.ts';

/** The rule for a counted product: whole pieces. */
export const QUANTITY: NumberRule = { decimals: 0, min: 1, max: MAX_QUANTITY, unit: '', isCounted: true };
/** Of a product that is sold by measure: in thousandths, as the contract's `quantitySchema`. */
export const QUANTITY_IN_PARTS: NumberRule = {
  decimals: QUANTITY_DIGITS,
  min: 1,
  max: thousandthsOf(MAX_QUANTITY),
  unit: '',
};
/** In basis points, as the contract's `discountBpSchema`. */
export const DISCOUNT: NumberRule = { decimals: 2, min: 0, max: 10_000, unit: '%' };

/** While no product is chosen, parts may be meant, and nobody knows of what. */
const OF_ANYTHING: NumberRule = { ...QUANTITY_IN_PARTS, accepts: null };

/** In words, for what is sold by the piece too. */
export const unitName = ({ unit }: Pick<Product, 'unit'>): string => unit.trim() || t('requestForm.unitPiece');

/** The rule for this product, with or without its unit. */
export function quantityRule(product: Pick<Product, 'unit'> | undefined): NumberRule {
  if (product === undefined) return OF_ANYTHING;
  const measure = measureOf(product.unit);
  return measure === null
    ? { ...QUANTITY, accepts: unitName(product) }
    : { ...QUANTITY_IN_PARTS, unit: measure, accepts: measure };
}

/** One unit of the quantity: a piece, a kilogram. */
export const quantityStep = ({ decimals }: NumberRule): number => 10 ** decimals;

/** A quantity as it is typed; one that cannot be is left as it is, and never rounded. @param locale of the company */
export const quantityText = (quantity: number, locale: string): string =>
  quantitySchema.safeParse(quantity).success
    ? textOfValue(thousandthsOf(quantity), QUANTITY_DIGITS, locale)
    : String(quantity);
