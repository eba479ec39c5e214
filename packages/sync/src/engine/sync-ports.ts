import type { Exclusively } from '../outbox/outbox.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { Steal } from './leadership.ts';
import type { After } from './news-stream.ts';

/** What the engine needs from its surroundings. */
export interface SyncPorts {
  now: () => string;
  /** In [0, 1). */
  random: () => number;
  exclusively: Exclusively;
  /** Takes a lock away from a window that holds it and does not answer. */
  steal?: Steal;
  /** One from a worker in browsers; the platform's timers where it is left out. */
  heartbeat?: Heartbeat;
  /** Whether somebody may be looking at this window: a visible window takes over first. */
  isVisible?: () => boolean;
  /** The platform's timers where it is left out. */
  after?: After;
  /** Which program this is: another version reads again what this one could not. */
  program?: string;
}

export const afterByTimer: After = (ms, work) => {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
};
