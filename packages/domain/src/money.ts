import { thousandthsOf } from '@marginiq/contract/quantity';

/**
 * Arithmetic on money and shares. Amounts are integer minor units, shares integer basis points.
 *
 * Rounding is stated here and nowhere else: to the nearest integer, a half away from zero, once per result. Only what is
 * compared with a minimum is rounded down.
 * Products are formed in BigInt, because price x quantity x basis points leaves the exact range of a double.
 */
export const WHOLE_BP = 10_000;

/** `dividend / divisor`, rounded. `divisor` must not be 0. */
export function divideRounded(dividend: bigint, divisor: bigint): number {
  if (divisor === 0n) throw new RangeError('divideRounded: the divisor is 0');
  const negative = dividend < 0n !== divisor < 0n;
  const magnitude = dividend < 0n ? -dividend : dividend;
  const divisorMagnitude = divisor < 0n ? -divisor : divisor;
  const rounded = (magnitude * 2n + divisorMagnitude) / (divisorMagnitude * 2n);
  // `-0` would survive into JSON as 0 and compare unequal in tests, so it is never made.
  return negative && rounded !== 0n ? -Number(rounded) : Number(rounded);
}

/** `a * b / divisor`, rounded. `divisor` must not be 0. */
export function multiplyDivide(a: number, b: number, divisor: number): number {
  return divideRounded(BigInt(a) * BigInt(b), BigInt(divisor));
}

const THOUSANDTHS = 1_000n;
const PARTS_OF_UNIT = THOUSANDTHS * BigInt(WHOLE_BP);

/** What so much comes to at this price for one, less a discount, exactly: in ten-millionths of a minor unit. */
export const exactAmountOf = (quantity: number, priceMinor: number, discountBp = 0): bigint =>
  BigInt(priceMinor) * BigInt(thousandthsOf(quantity)) * BigInt(WHOLE_BP - discountBp);

/** What so much comes to at this price for one, less a discount: rounded once, from the exact product. */
export const amountOf = (quantity: number, priceMinor: number, discountBp = 0): number =>
  divideRounded(exactAmountOf(quantity, priceMinor, discountBp), PARTS_OF_UNIT);

/**
 * `part` as a share of `whole` in basis points, rounded down, so that it reaches a limit only if the exact share does.
 * `whole` must be above 0.
 */
export function shareBpDown(part: bigint, whole: bigint): number {
  const scaled = part * BigInt(WHOLE_BP);
  const towardsZero = scaled / whole;
  return Number(scaled < 0n && towardsZero * whole !== scaled ? towardsZero - 1n : towardsZero);
}

/** `part` as a share of `whole` in basis points; 0 where `whole` is 0. */
export function shareBp(part: number, whole: number): number {
  return whole === 0 ? 0 : multiplyDivide(part, WHOLE_BP, whole);
}
