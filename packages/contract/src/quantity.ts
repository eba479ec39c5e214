import { z } from 'zod';
import { MAX_QUANTITY } from './limits.ts';

/** Decimals that a quantity may have, if its product is sold by measure (units.ts). */
export const QUANTITY_DIGITS = 3;

const THOUSAND = 1_000;

/** The quantity as a whole number of thousandths, to calculate with: 2.5 is 2,500. */
export const thousandthsOf = (quantity: number): number => Math.round(quantity * THOUSAND);

/** @param thousandths a whole number */
export const ofThousandths = (thousandths: number): number => thousandths / THOUSAND;

/** Whether it is exactly the number that is written with three decimals: every device then reads the same thousandths. */
const isInThousandths = (quantity: number): boolean => ofThousandths(thousandthsOf(quantity)) === quantity;

/** How much of a product: 3 pieces, 2.5 kg. Whether a product is sold in parts, its unit says (units.ts). */
export const quantitySchema = z
  .number()
  .min(1 / THOUSAND)
  .max(MAX_QUANTITY)
  .refine(isInThousandths, `at most ${QUANTITY_DIGITS} decimals`)
  .meta({ multipleOf: 1 / THOUSAND });
