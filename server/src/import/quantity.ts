/** Thousandths of a quantity in which a product of this unit is sold: 1 if it is sold in parts, 1,000 if it is counted whole. */
export const stepOf = (_unit: string): 1 | 1_000 => 1_000;

/** A quantity as text, for a problem. */
export const quantityText = (thousandths: number): string => String(thousandths / 1_000);
