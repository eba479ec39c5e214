import type { NumberRule } from './parse-number.ts';

/** Whole pieces, as the contract's `quantitySchema`. */
export const QUANTITY: NumberRule = { decimals: 0, min: 1, max: 1_000_000, unit: '' };
/** In basis points, as the contract's `discountBpSchema`. */
export const DISCOUNT: NumberRule = { decimals: 2, min: 0, max: 10_000, unit: '%' };
