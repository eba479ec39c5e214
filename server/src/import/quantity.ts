import { ofThousandths } from '@marginiq/contract/quantity';
import { isDivisible } from '@marginiq/contract/units';

/** The smallest part of a product of this unit that is sold, in thousandths: a whole one, if it is not sold by measure. */
export const stepOf = (unit: string): 1 | 1_000 => (isDivisible(unit) ? 1 : 1_000);

/** A quantity as text, for a problem. */
export const quantityText = (thousandths: number): string => String(ofThousandths(thousandths));
