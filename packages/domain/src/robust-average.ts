import { divideRounded, WHOLE_BP } from './money.ts';

/** A share beside the amount that it is of. */
export interface Weighed {
  valueBp: number;
  /** Its weight: never negative. */
  weightMinor: number;
}

/** Each weight is multiplied by this before it is capped, so that capping does not round. */
const SCALE = 10_000n;
const sum = (numbers: readonly bigint[]): bigint => numbers.reduce((total, one) => total + one, 0n);

/**
 * Weights of which none is more than `maxShareBp` of all of them together, as they are then; larger ones are cut down to that.
 * Of few, a share of two parts in as many is always allowed: otherwise all would count the same.
 */
export function cutWeights(weights: readonly number[], maxShareBp: number): bigint[] {
  const scaled = weights.map((weight) => BigInt(weight) * SCALE);
  const largest = scaled.toSorted((a, b) => (a === b ? 0 : a > b ? -1 : 1));
  const whole = BigInt(WHOLE_BP);
  const fair = divideRounded(2n * whole, BigInt(Math.max(weights.length, 1)));
  const share = BigInt(Math.min(Math.max(maxShareBp, fair), WHOLE_BP));
  let rest = sum(scaled);
  let cut: bigint | null = null;
  for (const [index, weight] of largest.entries()) {
    // The cap for each of the largest so far, such that it is exactly that share of the total.
    const left = whole - share * BigInt(index);
    cut = left > 0n ? (share * rest) / left : null;
    if (cut === null || weight <= cut) break;
    rest -= weight;
  }
  return scaled.map((weight) => (cut !== null && weight > cut ? cut : weight));
}

/**
 * The average of the middle half, by weight: the quarter with the lowest values and the quarter with the highest are left out.
 *
 * Laws (robust-average.test.ts):
 * - no single value, however absurd and however large its weight, moves the average by more than twice its greatest share
 *   of the others' range: a tenth of it, at a share of 5 %;
 * - values that together weigh less than half of a single one move the average away from that one by at most a sixth of
 *   their distance, however many they are, as long as a share of two thirds is allowed.
 */
export function robustAverageBp(values: readonly Weighed[], maxShareBp: number): number {
  const weights = cutWeights(
    values.map(({ weightMinor }) => weightMinor),
    maxShareBp,
  );
  const total = sum(weights);
  if (total === 0n) return 0;
  const inOrder = values
    .map(({ valueBp }, index) => ({ valueBp, weight: weights[index] ?? 0n }))
    .sort((a, b) => a.valueBp - b.valueBp);
  // Four times the weights, so that a quarter of them is a whole number.
  const [from, to] = [total, 3n * total];
  let place = 0n;
  let weighed = 0n;
  for (const { valueBp, weight } of inOrder) {
    const end = place + 4n * weight;
    const [first, last] = [place > from ? place : from, end < to ? end : to];
    if (last > first) weighed += (last - first) * BigInt(valueBp);
    place = end;
  }
  return divideRounded(weighed, to - from);
}

/** The share, by weight, of those for which something is so; 0 if there are none. */
export function weighedShareBp(values: readonly { isSo: boolean; weightMinor: number }[], maxShareBp: number): number {
  const weights = cutWeights(
    values.map(({ weightMinor }) => weightMinor),
    maxShareBp,
  );
  const total = sum(weights);
  if (total === 0n) return 0;
  const part = sum(weights.filter((_, index) => values[index]?.isSo === true));
  return divideRounded(part * BigInt(WHOLE_BP), total);
}
