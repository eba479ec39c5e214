import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { type CompanyLease, type LeaseHolder, takeLease } from '../tenancy/company-lease.ts';
import type { Database } from '../tenancy/database.ts';

const LOOK_AGAIN_MS = 250;

interface Asking {
  clock: Clock;
  /** In words that whoever is turned away reads. */
  what: string;
  /** Told once if somebody else holds it. */
  onWaiting?: (holder: LeaseHolder) => void;
  /** Ends the waiting: what was to be done has been done by whoever held it. */
  isDone?: () => Promise<boolean>;
}

/**
 * Runs `work` under one of the installation's leases, so that no two processes do the same step at once. A killed holder keeps
 * it for at most half a minute. Waits for the current holder.
 * @returns what `work` returned; undefined if somebody else did it meanwhile
 */
export async function underLease<T>(
  database: Database,
  lease: { on: 'schema' | 'backfill' } & Asking,
  work: (taken: CompanyLease, lost: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const { on, clock, what, onWaiting, isDone = async () => false } = lease;
  for (let first = true; ; first = false) {
    const taken = await takeLease(database.installation(on), { clock, what });
    if (taken.lease !== null) return holding(taken.lease, work);
    if (first) onWaiting?.(taken.heldBy);
    await wait(LOOK_AGAIN_MS);
    if (await isDone()) return undefined;
  }
}

/** The same for work that can as well be left: undefined if somebody else holds the lease. */
export async function ifFree<T>(
  database: Database,
  { on, clock, what }: { on: 'schema' | 'backfill' } & Omit<Asking, 'onWaiting' | 'isDone'>,
  work: (taken: CompanyLease, lost: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const { lease } = await takeLease(database.installation(on), { clock, what });
  return lease === null ? undefined : holding(lease, work);
}

async function holding<T>(
  lease: CompanyLease,
  work: (taken: CompanyLease, lost: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    return await lease.renewing((lost) => work(lease, lost));
  } finally {
    await lease.release();
  }
}
