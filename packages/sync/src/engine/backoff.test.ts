import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reopenDelayMs, retryDelayMs } from './backoff.ts';

const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const failures = fc.integer({ min: 1, max: 2_000 });

describe('retryDelayMs', () => {
  it('a proxy’s long Retry-After does not silence a client for days', () => {
    expect(retryDelayMs(1, 0, 3_000_000_000)).toBe(3_600_000);
    expect(reopenDelayMs(1, 0, -5)).toBe(0);
  });

  it('retryDelayMs never waits longer than a minute of its own accord, and never less than the server asks', () => {
    const retryAfter = fc.option(fc.integer({ min: 0, max: 3_600_000 }), { nil: null });
    fc.assert(
      fc.property(failures, randoms, retryAfter, (tries, random, retryAfterMs) => {
        const delay = retryDelayMs(tries, random, retryAfterMs);
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(retryAfterMs ?? 0);
        expect(delay).toBeLessThanOrEqual((retryAfterMs ?? 0) + 60_000);
      }),
    );
  });

  it('retryDelayMs doubles the room for its jitter from one second to sixty, and uses all of it', () => {
    const ceilings = Array.from({ length: 9 }, (_, n) => retryDelayMs(n + 1, 1 - Number.EPSILON));
    expect(ceilings).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    fc.assert(fc.property(failures, (tries) => retryDelayMs(tries, 0) === 0));
  });

  it('retryDelayMs waits longer with more failures, for the same luck', () => {
    fc.assert(
      fc.property(failures, failures, randoms, (a, b, random) => {
        const [fewer, more] = a <= b ? [a, b] : [b, a];
        expect(retryDelayMs(fewer, random)).toBeLessThanOrEqual(retryDelayMs(more, random));
      }),
    );
  });
});
