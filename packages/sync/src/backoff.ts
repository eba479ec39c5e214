const FIRST_MS = 1_000;
const LAST_MS = 60_000;

/**
 * How long to wait before try number `failures + 1`: full jitter below 1, 2, 4 ... 60 seconds, so that clients which
 * lost the same server do not come back in step. A server that names a time is given at least that.
 *
 * @param random in [0, 1)
 */
export function retryDelayMs(failures: number, random: number, retryAfterMs: number | null = null): number {
  const ceiling = Math.min(FIRST_MS * 2 ** Math.max(failures - 1, 0), LAST_MS);
  return (retryAfterMs ?? 0) + Math.round(random * ceiling);
}
