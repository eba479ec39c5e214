import { Reservation } from './reservation.ts';
import { attemptUntilDone, type FailedAttempt, StaleError } from './retry.ts';
import type { TenantStore } from './tenant-store.ts';
import { Commit, type CommitNews } from './unit-of-work.ts';

/** The company has no counter: it was never set up, or its data is gone. */
export class UnknownCompanyError extends Error {
  override name = 'UnknownCompanyError';
}

/** What a unit of work has to write, or that there is nothing, and what the work returned. */
interface Prepared<T> {
  unit: Commit;
  result: T;
}

async function prepare<T>(unit: Commit, work: (commit: Commit) => Promise<T>): Promise<Prepared<T>> {
  const result = await work(unit);
  await unit.addTombstones();
  return { unit, result };
}

/**
 * Prepares what is read where the company is believed to stand.
 *
 * The counter is asked for in one command with what the work asks for in its first turn, all as of one moment: a primary
 * that was just elected may for a while show what lies before its predecessor's last commit, and what the counter does not
 * guard (which commands are known, how far a device has come) must be of the same moment too.
 * @throws StaleError where it does not stand there
 */
async function prepareAfter<T>(
  store: TenantStore,
  position: number,
  { work, reservation }: { work: (commit: Commit) => Promise<T>; reservation: Reservation },
) {
  const unit = new Commit(store, position);
  const counters = unit.reads.byIds('counters', [store.companyId]);
  const [found, prepared] = await Promise.all([counters, prepare(unit, work)]);
  const counter = found.get(store.companyId);
  if (counter?.seq !== position) throw new StaleError('the company does not stand there');
  if (unit.moves) reservation.respect(counter);
  return prepared;
}

export interface CommitOptions {
  /**
   * The counter's believed position, so that we need not read it first. If the counter has moved, or there is nothing to write,
   * we fall back to the slow path: read the counter first, then redo the work. For work that reads by `reads`.
   */
  standsAt?: number | undefined;
  /** When somebody asked for it, by `performance.now()`: it gives way to nobody for long after that. Left out: now. */
  askedAt?: number | undefined;
  /** Told what became of each attempt. */
  onAttempt?: ((outcome: FailedAttempt | 'written' | 'empty') => void) | undefined;
}

/**
 * Commits what `work` puts aside, all or nothing. `work` may run more than once, and writes nothing itself. Work that others
 * keep overtaking reserves the company, and the others give way (reservation.ts).
 *
 * @returns what `work` returned, and what the commit did
 * @throws UnknownCompanyError
 */
export async function commit<T>(
  store: TenantStore,
  work: (commit: Commit) => Promise<T>,
  { standsAt, askedAt, onAttempt }: CommitOptions = {},
): Promise<CommitNews & { result: T }> {
  const reservation = new Reservation(store, askedAt);
  const write = async ({ unit, result }: Prepared<T>) => {
    const news = await store.transaction((inTransaction) => unit.write(inTransaction, reservation.polite));
    if (unit.moves) reservation.used();
    return { result, ...news };
  };
  const attempt = async (isFirst: boolean) => {
    if (isFirst && standsAt !== undefined) {
      const prepared = await store.asOfNow((asOfNow) => prepareAfter(asOfNow, standsAt, { work, reservation }));
      if (!prepared.unit.isEmpty) return write(prepared);
    }
    const { seq, ...prepared } = await store.asOfNow(async (asOfNow) => {
      const counter = await asOfNow.collection('counters').findById(store.companyId);
      if (counter === null) throw new UnknownCompanyError(`company ${store.companyId} has no counter`);
      reservation.respect(counter);
      return { ...(await prepare(new Commit(asOfNow, counter.seq), work)), seq: counter.seq };
    });
    if (prepared.unit.isEmpty) return { result: prepared.result, after: seq, seq, written: [] };
    return write(prepared);
  };
  try {
    const done = await attemptUntilDone(reservation, attempt, onAttempt);
    onAttempt?.(done.seq === done.after && done.written.length === 0 ? 'empty' : 'written');
    return done;
  } finally {
    await reservation.end();
  }
}
