/**
 * How often a child may be started again, and after what wait: a passing fault is healed, a lasting one is not hidden
 * behind endless restarts.
 * @param {{ limit?: number, windowMs?: number, firstDelayMs?: number, now?: () => number }} [options]
 */
export function createRestartBudget(options = {}) {
  const { limit = 3, windowMs = 60_000, firstDelayMs = 500, now = () => performance.now() } = options;
  /** @type {number[]} */
  let spent = [];
  return {
    limit,
    /** @returns {{ count: number, delayMs: number } | undefined} undefined: no more */
    take() {
      spent = spent.filter((at) => now() - at < windowMs);
      if (spent.length >= limit) return undefined;
      spent.push(now());
      return { count: spent.length, delayMs: firstDelayMs * 2 ** (spent.length - 1) };
    },
  };
}
