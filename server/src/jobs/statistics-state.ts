import { isDuplicateKey } from '../tenancy/mongo-errors.ts';
import type { StatisticsStateRecord } from '../tenancy/statistics-documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import type { Commit } from '../tenancy/unit-of-work.ts';

/** The version of `Deal`: figures made by another program in another form are rebuilt from scratch. */
export const FORM = 1;

/** Somebody else works on the statistics of the company, or the lease is another's: this run ends, and nothing is lost. */
export class StatisticsOvertakenError extends Error {
  override name = 'StatisticsOvertakenError';
}

export type State = StatisticsStateRecord;
type Change = Partial<Omit<State, '_id' | 'companyId' | 'round'>>;

/** In the same moment as the figures that it speaks of. @throws StatisticsOvertakenError if it is not as it was */
export async function moveState(inTransaction: TenantStore, state: State, change: Change): Promise<State> {
  const { _id, round } = state;
  const next = { ...change, round: round + 1 };
  const before = await inTransaction.collection('statisticsState').updateOne({ _id, round }, { $set: next });
  if (before === null) throw new StatisticsOvertakenError('another run has changed the figures meanwhile');
  return { ...state, ...next };
}

/** The same in a commit. @throws StatisticsOvertakenError */
export async function moveStateIn(unit: Commit, state: State, change: Change): Promise<State> {
  const { _id, round } = state;
  const current = await unit.store.collection('statisticsState').findById(_id);
  if (current?.round !== round) throw new StatisticsOvertakenError('another run has changed the figures meanwhile');
  const next = { ...change, round: round + 1 };
  unit.update('statisticsState', { _id, round }, { $set: next });
  return { ...state, ...next };
}

/**
 * Reads as of one moment, which is not before a position. A primary that was just elected may show an earlier one for a while.
 * @throws StatisticsOvertakenError
 */
export async function asOfAtLeast<T>(
  store: TenantStore,
  position: number,
  read: (asOf: TenantStore, upTo: number) => Promise<T>,
): Promise<T> {
  return store.asOfNow(async (asOf) => {
    const counter = await asOf.collection('counters').findById(store.companyId);
    if (counter === null || counter.seq < position)
      throw new StatisticsOvertakenError('the company stands before the figures');
    return read(asOf, counter.seq);
  });
}

/** Where the figures are, or where to begin: figures of another history, currency or form are rebuilt from scratch. */
export async function currentState(store: TenantStore): Promise<State | null> {
  const { companyId } = store;
  const counter = await store.collection('counters').findById(companyId);
  const company = await store.collection('companies').findById(companyId);
  if (counter === null) return null;
  const currency = company?.currency ?? null;
  const states = store.collection('statisticsState');
  const state = await states.findById(companyId);
  const fits =
    state !== null &&
    state.form === FORM &&
    state.epoch === counter.epoch &&
    state.currency === currency &&
    Math.max(state.requestsUpTo, state.customersUpTo) <= counter.seq;
  if (fits) return state;
  const begin = {
    form: FORM,
    epoch: counter.epoch,
    currency,
    firstPage: state?.nextPage ?? 0,
    nextPage: state?.nextPage ?? 0,
    builtUpTo: '',
    // Whatever is written behind this position while the figures are made is read again.
    requestsUpTo: counter.seq,
    customersUpTo: 0,
    counted: null,
  };
  if (state !== null) return moveState(store, state, begin);
  const first = { _id: companyId, companyId, round: 0, ...begin };
  await states.insertMany([first]).catch((error: unknown) => {
    if (isDuplicateKey(error)) throw new StatisticsOvertakenError('another run has begun meanwhile');
    throw error;
  });
  return first;
}
