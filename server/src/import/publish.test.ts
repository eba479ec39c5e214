import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextShare } from './publish.ts';

/** What chunks come to if a whole one takes so long. */
const after = (wholeMs: number, chunks: number, start = 1): number =>
  Array.from({ length: chunks }).reduce<number>((share) => nextShare(share, share * wholeMs), start);

it('a fast chunk is followed by a full-sized one, and slow chunks shrink until they take as long as people may wait', () => {
  expect(nextShare(1, 0)).toBe(1);
  expect(nextShare(1, 119)).toBe(1);
  expect(after(600, 10)).toBeCloseTo(0.2);
  // Found again when it is quick again.
  expect(after(60, 10, 0.05)).toBe(1);
});

it('a share is never nothing and never more than a whole, however long a chunk takes', () => {
  const ms = fc.integer({ min: 0, max: 10_000_000 });
  fc.assert(
    fc.property(fc.array(ms), (times) => {
      const share = times.reduce(nextShare, 1);
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThanOrEqual(1);
    }),
  );
});
