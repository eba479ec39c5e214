import { z } from 'zod';

/**
 * When a session ends, determined without trusting this device's clock: by the server's time at the last renewal, and the
 * time elapsed since. All in milliseconds.
 */
export const sessionClockSchema = z.object({
  /** The server's time at the last renewal. */
  server: z.number(),
  /** This device's clock at that moment. */
  local: z.number(),
  /** How long the session lives from then on without being renewed. */
  life: z.number(),
  /** The part of it that has certainly elapsed. */
  seen: z.number(),
});
export type SessionClock = z.infer<typeof sessionClockSchema>;

/** Two clocks that differ by less may as well be a slow network. */
const TOLERATED_MS = 120_000;

export function startSessionClock(
  { serverTime, sessionExpiresAt }: { serverTime: string; sessionExpiresAt: string },
  local: number,
): SessionClock {
  const server = Date.parse(serverTime);
  return { server, local, life: Date.parse(sessionExpiresAt) - server, seen: 0 };
}

/**
 * How much of the session's time has elapsed. `atLeast` is certain: counted by a clock that nobody can set, while the
 * program runs. For the rest there are two readings: this device's clock is as wrong as it was at the last renewal, or it
 * was corrected since. The shorter possible one counts, so that correcting a clock ends no session.
 *
 * Setting a clock back hides only time in which the program does not run, and only from this device: after 30 days of
 * running, or at the first contact with the server, the session still ends.
 */
export function elapsedMs({ server, local }: SessionClock, now: number, atLeast: number): number {
  const possible = [now - local, now - server].filter((elapsed) => elapsed >= atLeast - TOLERATED_MS);
  return Math.max(atLeast, possible.length === 0 ? 0 : Math.min(...possible));
}

export interface TimePorts {
  /** This device's clock, which may be set. */
  now: () => number;
  /** Milliseconds since the program started, by a clock that cannot be set. */
  monotonic: () => number;
}

/** Counts a session's time through one run of the program. */
export class SessionTimer {
  readonly #ports: TimePorts;
  /** Where the count began: at the start of the program, or at the last renewal. */
  #from: { server: number; elapsed: number; at: number } | null = null;

  constructor(ports: TimePorts) {
    this.#ports = ports;
  }

  /** @returns the clock with what is now known to have passed; null when the session is over */
  look(clock: SessionClock): SessionClock | null {
    const at = this.#ports.monotonic();
    const isFirst = this.#from?.server !== clock.server;
    if (this.#from === null || isFirst) this.#from = { server: clock.server, elapsed: clock.seen, at };
    const { elapsed, at: since } = this.#from;
    const certain = Math.max(clock.seen, elapsed + at - since);
    const passed = elapsedMs(clock, this.#ports.now(), certain);
    // An end computed from a wrong clock is not written down: the clock may be corrected.
    if (passed >= clock.life) return null;
    if (isFirst) this.#from = { server: clock.server, elapsed: passed, at };
    // A clock that is set while the program runs tells nothing that is not known better.
    return { ...clock, seen: isFirst ? passed : certain };
  }
}
