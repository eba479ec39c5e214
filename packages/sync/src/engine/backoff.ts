const FIRST_MS = 1_000;
const LAST_MS = 60_000;
const REOPEN_MS = 20_000;
/** A proxy that names a day, or by mistake a year, does not silence a client for so long. */
const LONGEST_NAMED_MS = 3_600_000;

const named = (retryAfterMs: number | null) => Math.min(Math.max(retryAfterMs ?? 0, 0), LONGEST_NAMED_MS);

/**
 * How long to wait before attempt number `failures + 1`: full jitter below 1, 2, 4 ... 60 seconds, so that clients
 * which lost the same server do not return in step. A server that names a time is given at least that, up to an hour.
 *
 * @param random in [0, 1)
 */
export function retryDelayMs(failures: number, random: number, retryAfterMs: number | null = null): number {
  const ceiling = Math.min(FIRST_MS * 2 ** Math.max(failures - 1, 0), LAST_MS);
  return named(retryAfterMs) + Math.round(random * ceiling);
}

/** A server names less; one that named more would leave screens unheard of for longer than "up to date" may be said. */
const LONGEST_MOVE_MS = 10_000;

/**
 * How long to wait before a stream is opened again that its server, which stops, asked to move: another one takes it at once, if not
 * everybody comes in the same moment.
 *
 * @param random in [0, 1)
 */
export const moveDelayMs = (random: number, withinMs: number): number =>
  Math.round(random * Math.min(Math.max(withinMs, 0), LONGEST_MOVE_MS));

/**
 * How long to wait before reopening a stream that ended. Requests of many clients are spread out by what their people
 * do; their streams all end at once, with the server that held them. Full jitter below 20 seconds, and below 60 after a
 * failure, lets at most a tenth of them arrive in any one second.
 *
 * @param failures in a row; 0 if the server ended the stream cleanly
 * @param random in [0, 1)
 */
export function reopenDelayMs(failures: number, random: number, retryAfterMs: number | null = null): number {
  return named(retryAfterMs) + Math.round(random * (failures > 1 ? LAST_MS : REOPEN_MS));
}
