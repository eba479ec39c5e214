import { createHash } from 'node:crypto';
import type { Instant } from '@marginiq/contract/scalars';
import type { Clock } from '../clock.ts';
import type { Database } from '../tenancy/database.ts';
import { isDuplicateKey } from '../tenancy/mongo-errors.ts';

const MAX_LOCK_MINUTES = 15;
/** Clocks of servers differ by no more than this; a lock that ends later was made by one that was ahead, and is not believed. */
const CLOCK_TOLERANCE_MINUTES = 1;
/** Counting begins from nothing after so long without an attempt: no shorter than a lock, or waiting would be worth it. */
const FORGOTTEN_AFTER_MINUTES = 60;

/** What attempts are counted by, and how many wrong ones in a row are let through before it waits. */
export interface Counted {
  name: string;
  free: number;
}

const idOf = ({ name }: Counted) => createHash('sha256').update(name).digest('base64url');

const later = (now: Instant, minutes: number): Instant => new Date(Date.parse(now) + minutes * 60_000).toISOString();

const latestLock = (now: Instant): Instant => later(now, MAX_LOCK_MINUTES + CLOCK_TOLERANCE_MINUTES);

const isLocked = (until: Instant | null, now: Instant): until is Instant =>
  until !== null && until > now && until <= latestLock(now);

/** For 0, 1, 2 ... failures: none while they are free, then 1, 2, 4, 8, 15, 15 ... minutes. */
function locksFrom(now: Instant, free: number): (Instant | null)[] {
  return Array.from({ length: free + MAX_LOCK_MINUTES }, (_, failures) =>
    failures <= free ? null : later(now, Math.min(2 ** (failures - free - 1), MAX_LOCK_MINUTES)),
  );
}

/**
 * Counts wrong passwords under whatever identifies the caller, whether or not the account exists: the counting must not
 * reveal who has an account. Entries expire by themselves, and sign-ins are queued, so guessing cannot fill the disk.
 */
export class Attempts {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * Counts an attempt as failed before the password is checked, in one atomic step each, so that simultaneous guesses are
   * all counted. While any key is locked, nothing is counted.
   * @returns until when to wait; null when the password may be checked
   */
  async begin(counted: readonly Counted[]): Promise<Instant | null> {
    const now = this.#clock.now();
    const records = await this.#database.attempts.find({ _id: { $in: counted.map(idOf) } }).toArray();
    const locks = records.map(({ lockedUntil }) => lockedUntil).filter((until) => isLocked(until, now));
    if (locks.length > 0) return locks.toSorted().at(-1) ?? null;
    for (const one of counted) {
      const until = await this.#count(one, now);
      if (until !== null) return until;
    }
    return null;
  }

  async #count(one: Counted, now: Instant): Promise<Instant | null> {
    const _id = idOf(one);
    const locks = locksFrom(now, one.free);
    const isRecent = { $gt: ['$expiresAt', new Date(now)] };
    const failures = { $cond: [isRecent, { $add: ['$failures', 1] }, 1] };
    const expiresAt = new Date(later(now, FORGOTTEN_AFTER_MINUTES));
    const isOpen = {
      $or: [{ lockedUntil: null }, { lockedUntil: { $lte: now } }, { lockedUntil: { $gt: latestLock(now) } }],
    };
    const change = [
      { $set: { failures, expiresAt } },
      { $set: { lockedUntil: { $arrayElemAt: [locks, { $min: ['$failures', locks.length - 1] }] } } },
    ];
    try {
      await this.#database.attempts.updateOne({ _id, ...isOpen }, change, { upsert: true });
      return null;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      // It is there and not open: locked by another process since it was looked at, or made by one at this very moment.
      const until = (await this.#database.attempts.findOne({ _id }))?.lockedUntil ?? null;
      return isLocked(until, now) ? until : this.#count(one, now);
    }
  }

  /** The password was right: what only its person can be known by is forgotten, and of the rest this one attempt. */
  async succeed(own: readonly Counted[], shared: readonly Counted[]): Promise<void> {
    await this.#database.attempts.deleteMany({ _id: { $in: own.map(idOf) } });
    if (shared.length === 0) return;
    const counted = { _id: { $in: shared.map(idOf) }, failures: { $gt: 0 } };
    await this.#database.attempts.updateMany(counted, { $inc: { failures: -1 }, $set: { lockedUntil: null } });
  }
}
