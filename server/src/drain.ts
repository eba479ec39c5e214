import { setTimeout as wait } from 'node:timers/promises';
import type { Lifecycle } from './lifecycle.ts';
import type { Services } from './procedures/services.ts';

/**
 * Whatever has not finished by then is cut off; a device pushes it again. `npm start` waits slightly longer before it
 * kills.
 */
const CALLS_END_WITHIN_MS = 10_000;
/** A client that takes nothing is not waited for. */
const STREAMS_END_WITHIN_MS = 2_000;
/** Whoever sends on a connection at the moment at which it is closed gets a reset: so those that are kept open are refused once. */
const MOST_LINGER_MS = 500;

type Ports = Pick<Services, 'log' | 'streams'> & { lifecycle: Lifecycle };

/**
 * Stops taking work and finishes what is under way. Afterwards the server can be closed, and nobody is cut off.
 * @param graceMs for how long load balancers still send calls after `/ready` says 503
 */
export async function drain({ lifecycle, streams, log }: Ports, graceMs: number): Promise<void> {
  lifecycle.become('leaving');
  if (graceMs > 0) await wait(graceMs);
  lifecycle.become('draining');
  streams.moveAll();
  const [calls] = await Promise.all([
    lifecycle.over('call', CALLS_END_WITHIN_MS),
    lifecycle.over('stream', STREAMS_END_WITHIN_MS),
  ]);
  if (!calls)
    log.warn({ calls: lifecycle.underWay('call') }, 'calls were cut off, because they took too long to finish');
  if (graceMs > 0) await wait(Math.min(graceMs, MOST_LINGER_MS));
}
