import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { LeaseLostError, takeLease } from '../tenancy/company-lease.ts';
import type { UnfitDocumentError } from '../tenancy/fit.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { companyAverages } from './compute-statistics.ts';
import { nextFigures } from './deal-figures.ts';
import { isDue } from './statistics-due.ts';
import { currentState, type State, StatisticsOvertakenError } from './statistics-state.ts';
import { allDeals, otherPatterns, stillCounted, tellAverages, tellPatterns } from './tell-averages.ts';
import { AT_ONCE, type Telling, tellUntold, tellWritten } from './tell-histories.ts';

/**
 * Between two steps others get this many times as long as the previous step took: at most one push in twenty meets a step.
 */
const REST = 19;
const LEAST_PAUSE_MS = 100;
const MOST_PAUSE_MS = 3_000;

export interface RefreshPorts {
  clock: Clock;
  /** Told of each document that stays as it is because devices could not read it. */
  onUnfit?: (error: UnfitDocumentError) => void;
  /** Lets the others through. */
  pause?: (ms: number, ended: AbortSignal) => Promise<unknown>;
  /** Ends the run between two steps. The next one continues. */
  signal?: AbortSignal;
}

const pauseUntil = (ms: number, signal: AbortSignal) => wait(ms, undefined, { signal }).catch(() => undefined);

type Steps = Telling & { clock: Clock; stepped: () => Promise<void> };

/**
 * Until the figures are as the requests were when it began to follow them: what people write meanwhile comes next time, or it would never
 * end.
 */
async function bringFiguresUp(store: TenantStore, begin: State, { stepped }: Steps): Promise<State> {
  let state = begin;
  for (; state.builtUpTo !== null; await stepped()) state = await nextFigures(store, state);
  const counter = await store.collection('counters').findById(store.companyId);
  const upTo = counter?.seq ?? 0;
  for (; state.requestsUpTo < upTo; await stepped()) state = await nextFigures(store, state);
  return state;
}

async function tellHistories(
  store: TenantStore,
  begin: State,
  steps: Steps,
): Promise<{ state: State; changed: number }> {
  // What is written from here on is left for next time.
  const upTo = begin.requestsUpTo;
  let [state, changed, after] = [begin, 0, ''];
  for (let isDone = false; !isDone; ) {
    const told = await tellUntold(store, { state, after }, steps);
    ({ state, isDone, after } = told);
    changed += told.changed;
    if (!isDone || told.changed > 0) await steps.stepped();
  }
  for (let isDone = false; !isDone; ) {
    const told = await tellWritten(store, { state, upTo }, steps);
    ({ state, isDone } = told);
    changed += told.changed;
    if (!isDone || told.changed > 0) await steps.stepped();
  }
  return { state, changed };
}

async function refresh(store: TenantStore, steps: Steps): Promise<number> {
  const begin = await currentState(store);
  if (begin === null) return 0;
  let { state, changed } = await tellHistories(store, await bringFiguresUp(store, begin, steps), steps);
  const current = await store.collection('statistics').findOne({ current: true });
  let averages = stillCounted(state, current);
  if (averages === null) {
    const deals = await allDeals(store, steps.stepped);
    const { ids, byOwner } = await otherPatterns(store, deals);
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const told = await tellPatterns(store, { state, ids: ids.slice(from), byOwner }, steps);
      state = told.state;
      changed += told.changed;
      await steps.stepped();
    }
    averages = companyAverages(deals);
  }
  await tellAverages(store, { state, averages, changed }, steps);
  return changed + 1;
}

/**
 * Brings a company's averages, its customers' histories and its salespeople's patterns up to date, once a day, at a time of its own.
 * Only documents that changed get a new position, so that clients pull only what is new. A customer or salesperson without any deals
 * left loses their history or pattern.
 *
 * This is long work beside people's short commands: it runs in steps of a few documents, with pauses, under a lease that yields to
 * an import. If it is killed anywhere, the next run continues it, with the same result as computing everything from all requests.
 *
 * @returns how many documents changed; 0 if it is not time yet, or somebody else is doing long work on the company
 */
export async function refreshStatistics(
  store: TenantStore,
  { clock, onUnfit = () => undefined, pause = pauseUntil, signal }: RefreshPorts,
): Promise<number> {
  const current = await store.collection('statistics').findOne({ current: true });
  if (!isDue(store.companyId, current?.computedAt ?? null, clock.now())) return 0;
  const { lease } = await takeLease(store, { what: 'refreshing statistics', yields: true, clock });
  if (lease === null) return 0;
  try {
    return await lease.renewing(async (lost) => {
      const ended = signal === undefined ? lost : AbortSignal.any([lost, signal]);
      let start = performance.now();
      const stepped = async () => {
        ended.throwIfAborted();
        await pause(Math.min(MOST_PAUSE_MS, Math.max(LEAST_PAUSE_MS, (performance.now() - start) * REST)), ended);
        ended.throwIfAborted();
        start = performance.now();
      };
      return await refresh(store, { lease, clock, onUnfit, stepped });
    });
  } catch (error) {
    // Somebody else needs the company, or the process ends: what is left is done another time.
    const isPutOff = error instanceof LeaseLostError || error instanceof StatisticsOvertakenError || signal?.aborted;
    if (isPutOff === true) return 0;
    throw error;
  } finally {
    await lease.release().catch(() => undefined);
  }
}
