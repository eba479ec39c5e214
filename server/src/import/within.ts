/** The longest prefix whose total does not exceed the limit, and at least the first. */
export function within<T>(all: readonly T[], limit: number, sizeOf: (one: T) => number): T[] {
  let sum = 0;
  const end = all.findIndex((one, index) => {
    sum += sizeOf(one);
    return index > 0 && sum > limit;
  });
  return end < 0 ? [...all] : all.slice(0, end);
}

/** The length of its JSON, in characters. */
export const lengthOf = (document: unknown): number => JSON.stringify(document).length;
