import { setTimeout as wait } from 'node:timers/promises';
import { isDuplicateKey, isSnapshotGone } from './mongo-errors.ts';
import { type Reservation, ReservedError } from './reservation.ts';

/** Each attempt reads everything from scratch; in between the others get their turn. */
const MAX_ATTEMPTS = 200;
const MAX_PAUSE_MS = 40;
/** A duplicate that is still there after this many is a mistake of the caller's. */
const MAX_DUPLICATES = 3;
/** Work that was overtaken as often reserves the company. */
const ATTEMPTS_BEFORE_RESERVING = 3;

/** Somebody else committed since this commit's work began to read. The work is done again, on the current state. */
export class StaleError extends Error {
  override name = 'StaleError';
}

/** How an attempt failed: all but the last kind are tried again. */
export type FailedAttempt = 'reserved' | 'stale' | 'duplicate' | 'failed';

/** Attempts a commit until it is done, or cannot be done. */
export async function attemptUntilDone<T>(
  reservation: Reservation,
  attempt: () => Promise<T>,
  onFailed: (how: FailedAttempt) => void = () => undefined,
): Promise<T> {
  for (let attempts = 1; ; ) {
    try {
      if (attempts > ATTEMPTS_BEFORE_RESERVING) await reservation.make();
      return await attempt();
    } catch (error) {
      if (error instanceof ReservedError) {
        onFailed('reserved');
        await reservation.giveWay();
        continue;
      }
      // Two servers were handed the same command at once, and the other one committed it: read again, and find it.
      const stale = error instanceof StaleError || isSnapshotGone(error);
      onFailed(stale ? 'stale' : isDuplicateKey(error) ? 'duplicate' : 'failed');
      const passing = stale || isDuplicateKey(error);
      const last = stale ? MAX_ATTEMPTS : MAX_DUPLICATES;
      if (!passing || attempts >= last) throw error;
      reservation.overtaken();
      if (attempts < ATTEMPTS_BEFORE_RESERVING) await wait(Math.random() * Math.min(attempts * 4, MAX_PAUSE_MS));
      attempts += 1;
    }
  }
}
