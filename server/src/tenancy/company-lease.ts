import { setTimeout as wait } from 'node:timers/promises';
import type { Id, Instant } from '@marginiq/contract/scalars';
import type { LeaseRecord } from './documents.ts';
import { isDuplicateKey } from './mongo-errors.ts';
import type { TenantStore } from './tenant-store.ts';
import type { Commit } from './unit-of-work.ts';

/** A holder that has not renewed for this long is taken for dead. */
export const LEASE_MS = 30_000;
const RENEW_EVERY_MS = 5_000;
/** How far the clocks of two machines may differ. What a lease says beyond that comes from a clock that was wrong. */
const CLOCK_TOLERANCE_MS = 60_000;

/** Somebody else holds the lease now, or nobody: what was under way under it must end. */
export class LeaseLostError extends Error {
  override name = 'LeaseLostError';
}

/** Who holds a lease: for whoever is turned away. */
export interface LeaseHolder {
  what: string;
  since: Instant;
  /** When it is over, unless its holder renews it until then. */
  until: Instant;
}

export type LeaseTaken = { lease: CompanyLease } | { lease: null; heldBy: LeaseHolder };

interface Lending {
  clock: { now: () => Instant; newId: () => Id };
  /** What for, in words for whoever is turned away. */
  what: string;
  /**
   * Whether work that somebody waits for, as an import is, may take the lease away at any moment. For work of nobody in particular,
   * which continues another time.
   */
  yields?: boolean;
}

type Taking = Pick<LeaseRecord, 'number' | 'holder'>;

const untilAfter = (now: Instant): Instant => new Date(Date.parse(now) + LEASE_MS).toISOString();

/** A lease from a clock that was far ahead would otherwise keep everybody away until the others have caught up with that clock. */
export function isHeld({ holder, until }: LeaseRecord, now: Instant): boolean {
  const leftMs = Date.parse(until) - Date.parse(now);
  return holder !== null && leftMs > 0 && leftMs <= LEASE_MS + CLOCK_TOLERANCE_MS;
}

/**
 * The right to do long work on a company, of one holder at a time.
 *
 * Whether it is held depends on clocks: a process whose clock says that it has expired, or that no correct clock can have granted
 * it, may take it. What is written under it does not:
 * each taking has a number and a token, and every commit under the lease changes the lease's document, if it still has both
 * (`guard`). A holder that was stopped and continues, or whose clock is wrong, therefore writes nothing once it has a successor.
 */
export class CompanyLease {
  readonly #store: TenantStore;
  readonly #lending: Lending;
  readonly #taking: Taking;

  constructor(store: TenantStore, lending: Lending, { number, holder }: Taking) {
    this.#store = store;
    this.#lending = lending;
    this.#taking = { number, holder };
  }

  get #filter() {
    return { _id: this.#store.companyId, ...this.#taking };
  }

  /** Never back to an earlier time: a commit renews as of the time when its work began. */
  #renewal() {
    const renewedAt = this.#lending.clock.now();
    return { $max: { renewedAt, until: untilAfter(renewedAt) } };
  }

  #lost(): LeaseLostError {
    return new LeaseLostError(`the lease on company ${this.#store.companyId} for ${this.#lending.what} is lost`);
  }

  /**
   * Makes a commit one under this lease: it fails with a LeaseLostError and writes nothing if the lease is another's. Renews it,
   * too. Must be called each time that the commit's work runs.
   */
  guard(unit: Commit): void {
    const change = { ...this.#renewal(), $inc: { commits: 1 } };
    unit.fence('leases', { filter: this.#filter, change }, () => this.#lost());
  }

  /** Grows with each taking. What is written with it by filter is not written by a holder that was succeeded. */
  get number(): number {
    return this.#taking.number;
  }

  /** @throws LeaseLostError */
  async renew(): Promise<void> {
    const before = await this.#store.collection('leases').updateOne(this.#filter, this.#renewal());
    if (before === null) throw this.#lost();
  }

  /**
   * Renews the lease every few seconds while `work` runs. Work must let the event loop turn: a program that computes for half
   * a minute without a pause renews nothing.
   *
   * @param work its signal is aborted with a LeaseLostError if the lease is found lost. Work may end by it earlier than by the
   * next commit; what it writes does not depend on it.
   */
  async renewing<T>(work: (lost: AbortSignal) => Promise<T>, { everyMs = RENEW_EVERY_MS } = {}): Promise<T> {
    const [lost, done] = [new AbortController(), new AbortController()];
    const renewals = this.#keepRenewing(everyMs, { lost, done: done.signal });
    try {
      return await work(lost.signal);
    } finally {
      done.abort();
      await renewals;
    }
  }

  /** Never rejects. MongoDB may be away for a while: the next renewal tries again. */
  async #keepRenewing(everyMs: number, { lost, done }: { lost: AbortController; done: AbortSignal }): Promise<void> {
    const pause = () => wait(everyMs, undefined, { signal: done }).catch(() => undefined);
    for (await pause(); !done.aborted; await pause()) {
      try {
        await this.renew();
      } catch (error) {
        if (!(error instanceof LeaseLostError)) continue;
        lost.abort(error);
        return;
      }
    }
  }

  /** Lets the next one take it immediately. No effect if it already belongs to another. */
  async release(): Promise<void> {
    await this.#store.collection('leases').updateOne(this.#filter, { $set: { holder: null } });
  }
}

export const givesWay = ({ number, yielding }: LeaseRecord): boolean => yielding === number;

/**
 * Takes the lease on a company, if nobody holds it, its holder gives way, or has not renewed it for half a minute.
 *
 * @returns the lease, or who holds it
 */
export async function takeLease(store: TenantStore, lending: Lending): Promise<LeaseTaken> {
  const { companyId } = store;
  const leases = store.collection('leases');
  for (;;) {
    const found = await leases.findById(companyId);
    const now = lending.clock.now();
    if (found !== null && isHeld(found, now) && !(givesWay(found) && lending.yields !== true)) {
      return { lease: null, heldBy: { what: found.what, since: found.since, until: found.until } };
    }
    const number = (found?.number ?? 0) + 1;
    const taking = {
      number,
      ...(lending.yields === true ? { yielding: number } : {}),
      holder: lending.clock.newId(),
      what: lending.what,
      since: now,
      renewedAt: now,
      until: untilAfter(now),
      commits: 0,
    };
    const lease = new CompanyLease(store, lending, taking);
    if (found === null) {
      try {
        await leases.insertMany([{ _id: companyId, companyId, ...taking }]);
        return { lease };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    } else {
      // In the state in which it was read: a holder that has renewed it meanwhile keeps it.
      const { number, holder, until } = found;
      if ((await leases.updateOne({ _id: companyId, number, holder, until }, { $set: taking })) !== null)
        return { lease };
    }
  }
}
