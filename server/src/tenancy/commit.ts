import { Reservation } from './reservation.ts';
import { attemptUntilDone, type FailedAttempt } from './retry.ts';
import type { TenantStore } from './tenant-store.ts';
import { Commit, type CommitNews } from './unit-of-work.ts';

/** The company has no counter: it was never set up, or its data is gone. */
export class UnknownCompanyError extends Error {
  override name = 'UnknownCompanyError';
}

/** What a unit of work has to write, if anything, and what the work returned. */
interface Prepared<T> {
  unit: Commit;
  result: T;
}

async function prepare<T>(unit: Commit, work: (commit: Commit) => Promise<T>): Promise<Prepared<T>> {
  const result = await work(unit);
  await unit.addRevocations();
  return { unit, result };
}

const unknown = (companyId: string) => new UnknownCompanyError(`company ${companyId} has no counter`);

/** Reads the counter, and then lets the work read: at least two commands. */
async function prepareAfter<T>(asOf: TenantStore, work: (commit: Commit) => Promise<T>, reservation: Reservation) {
  const counter = await asOf.collection('counters').findById(asOf.companyId);
  if (counter === null) throw unknown(asOf.companyId);
  reservation.respect(counter);
  return prepare(new Commit(asOf, counter.seq), work);
}

/**
 * Reads the counter in one command with what the work asks for in its first turn. All as of one moment: a primary that was just
 * elected may for a while show what lies before its predecessor's last commit, and what the counter does not guard (which commands
 * are known, how far a device has come) must be of the same moment too.
 */
async function prepareTogether<T>(asOf: TenantStore, work: (commit: Commit) => Promise<T>, reservation: Reservation) {
  const unit = new Commit(asOf);
  // Asked for first, so it is here before what the work asks for.
  const counters = unit.reads.byIds('counters', [asOf.companyId]).then((found) => {
    const counter = found.get(asOf.companyId);
    if (counter === undefined) throw unknown(asOf.companyId);
    unit.startAt(counter.seq);
    return counter;
  });
  const [counter, prepared] = await Promise.all([counters, prepare(unit, work)]);
  if (unit.moves) reservation.respect(counter);
  return prepared;
}

export interface CommitOptions {
  /**
   * The work reads by `reads` before it puts anything aside, and everything else later. So the counter comes by the same command as
   * what it reads first.
   */
  gathersReads?: boolean;
  /**
   * The time of the request, by `performance.now()`: it does not yield to anybody for long after that. Left out: now.
   */
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
  { gathersReads = false, askedAt, onAttempt }: CommitOptions = {},
): Promise<CommitNews & { result: T }> {
  const reservation = new Reservation(store, askedAt);
  const prepareAsOf = gathersReads ? prepareTogether : prepareAfter;
  const attempt = async () => {
    const { unit, result } = await store.asOfNow((asOfNow) => prepareAsOf(asOfNow, work, reservation));
    if (unit.isEmpty) return { result, after: unit.start, seq: unit.start, written: [] };
    const news = await store.transaction((inTransaction) => unit.write(inTransaction, reservation.polite));
    if (unit.moves) reservation.used();
    return { result, ...news };
  };
  try {
    const done = await attemptUntilDone(reservation, attempt, onAttempt);
    onAttempt?.(done.seq === done.after && done.written.length === 0 ? 'empty' : 'written');
    return done;
  } finally {
    await reservation.end();
  }
}
