/**
 * Arithmetic on money and shares. Amounts are integer minor units, shares integer basis points.
 *
 * Rounding is stated here and nowhere else: to the nearest integer, a half away from zero, once per result.
 * Products are formed in BigInt, because price x quantity x basis points leaves the exact range of a double.
 */
export const WHOLE_BP = 10_000;

/** `a * b / divisor`, rounded. `divisor` must not be 0. */
export function multiplyDivide(a: number, b: number, divisor: number): number {
  if (divisor === 0) throw new RangeError('multiplyDivide: the divisor is 0');
  const product = BigInt(a) * BigInt(b);
  const by = BigInt(divisor);
  const negative = product < 0n !== by < 0n;
  const magnitude = product < 0n ? -product : product;
  const divisorMagnitude = by < 0n ? -by : by;
  const rounded = (magnitude * 2n + divisorMagnitude) / (divisorMagnitude * 2n);
  // `-0` would survive into JSON as 0 and compare unequal in tests, so it is never made.
  return negative && rounded !== 0n ? -Number(rounded) : Number(rounded);
}

/** An amount after a discount. */
export function afterDiscount(amountMinor: number, discountBp: number): number {
  return multiplyDivide(amountMinor, WHOLE_BP - discountBp, WHOLE_BP);
}

/** `part` as a share of `whole` in basis points; 0 where `whole` is 0. */
export function shareBp(part: number, whole: number): number {
  return whole === 0 ? 0 : multiplyDivide(part, WHOLE_BP, whole);
}
