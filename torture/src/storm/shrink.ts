import type { StormEvent } from './event.ts';

interface Bounds {
  tries: number;
  /** On the clock of `performance.now()`. */
  deadline: number;
}

/**
 * Leaves out parts of a failing schedule for as long as it still fails: halves first, then smaller parts (delta
 * debugging). An intermittent failure only makes the result larger than necessary.
 */
export async function shrink(
  schedule: readonly StormEvent[],
  fails: (schedule: readonly StormEvent[]) => Promise<boolean>,
  { tries, deadline }: Bounds,
): Promise<readonly StormEvent[]> {
  let smallest = schedule;
  let left = tries;
  for (let parts = 2; parts <= smallest.length; ) {
    const size = Math.ceil(smallest.length / parts);
    let smaller: readonly StormEvent[] | null = null;
    for (let from = 0; from < smallest.length && smaller === null; from += size) {
      if (left === 0 || performance.now() > deadline) return smallest;
      left -= 1;
      const rest = [...smallest.slice(0, from), ...smallest.slice(from + size)];
      if (await fails(rest)) smaller = rest;
    }
    if (smaller === null) {
      if (size === 1) return smallest;
      parts = Math.min(parts * 2, smallest.length);
    } else {
      smallest = smaller;
      parts = Math.max(2, parts - 1);
    }
  }
  return smallest;
}

/** Numbers as ranges: 1,3-5. */
export function asRanges(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',');
}
