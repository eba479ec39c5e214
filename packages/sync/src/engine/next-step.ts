import { retryDelayMs } from './backoff.ts';
import type { SyncStatus } from './sync-status.ts';

/*
 * What the engine knows, what changes it, and what it does next, without a database, a line or a clock. The laws:
 *
 * 1. What is known to have changed when an exchange begins is pulled in it. What becomes known while it runs is pulled in the
 *    next one, which begins without a rest.
 * 2. Nobody who asks waits for the end of a rest: the user, a submitted command, news. If an exchange is running, another one
 *    follows it without a rest, unless it fails by the local database. News alone is no reason to try while the server asks to
 *    wait, or once only the user can help (signing in, updating).
 * 3. "Up to date" is said at the end of an exchange that left no doubt, and never on a line that went silent.
 * 4. On a line that went silent nothing that is tried looks like progress, until something is heard on it.
 * 5. After a failure the next exchange pulls. It begins after a delay that grows with the failures in a row and is never shorter
 *    than the server asked for. News cuts it short if the server named no time: then something is heard on the line again. If
 *    only the user can help, the exchange begins when somebody asks.
 * 6. An exchange that leaves a doubt is followed by another one, the first time without a rest, then after growing delays,
 *    unless another doubt arises. Nothing is tried over and over without a rest.
 * 7. An exchange is given up only if somebody asks for another one on a line that went silent.
 */

/** The stream is only a hint, so we also poll. */
export const POLL_MS = 60_000;
/** After this many failures of the local database in a row, it must be reopened. */
const MAX_LOCAL_FAILURES = 2;

export interface SyncState {
  /** What this window says while it leads. */
  readonly phase: SyncStatus['phase'];
  readonly exchange: 'none' | 'running' | 'givenUp';
  /** Why not to rest before the next exchange: news came, or somebody asks for it. */
  readonly due: 'no' | 'news' | 'asked';
  /** The server named how long to wait: everybody who heard of news would come back at once otherwise. */
  readonly isAskedToWait: boolean;
  /** Something may have changed that the stream did not bring. */
  readonly mustPull: boolean;
  /** Nothing comes any more on a line that looks open. */
  readonly isSilent: boolean;
  /** Exchanges in a row that failed, in this term. */
  readonly failures: number;
  /** Exchanges that left a doubt since the last one that left none. */
  readonly doubts: number;
  /** How often the local database failed in a row: a new term mends nothing of it. */
  readonly localFailures: number;
  /** How long to rest if nothing is due; null: until something is. */
  readonly restMs: number | null;
}

export const INITIAL_STATE: SyncState = {
  phase: 'starting',
  exchange: 'none',
  due: 'asked',
  isAskedToWait: false,
  mustPull: true,
  isSilent: false,
  failures: 0,
  doubts: 0,
  localFailures: 0,
  restMs: POLL_MS,
};

/** `random` in [0, 1). */
export type SyncEvent =
  /** This window leads from now on. */
  | { kind: 'termBegan' }
  /** It no longer does, or no longer has the database; null: for no failure of its own. */
  | { kind: 'termEnded'; localFailure: { random: number } | null }
  | { kind: 'exchangeBegan' }
  /** The exchange has something to send or to fetch. */
  | { kind: 'transferBegan' }
  | { kind: 'exchanged'; isDoubtful: boolean; random: number }
  /** `stopped`: only the user can help. */
  | { kind: 'exchangeFailed'; phase: 'waiting' | 'stopped'; retryAfterMs: number | null; random: number }
  /** The rest is over, and nothing was due before. */
  | { kind: 'rested' }
  /** The user asks, or the network came back. */
  | { kind: 'asked' }
  | { kind: 'submitted' }
  /** `isWhole`: what was streamed suffices, and nothing has to be pulled. */
  | { kind: 'news'; isWhole: boolean }
  /** Something came from the server. */
  | { kind: 'heard' }
  | { kind: 'streamEnded'; isSilent: boolean }
  /** The stream is about to be opened again after it broke. */
  | { kind: 'streamRetries' }
  /** Another window wrote in this one's term. */
  | { kind: 'doubted' };

export type Step =
  | { do: 'exchange'; pulls: boolean }
  /** An exchange is under way. */
  | { do: 'wait' }
  | { do: 'giveUp' }
  /** Until something is due, or `ms` have passed; null: without a time limit. */
  | { do: 'rest'; ms: number | null };

export function nextStep({ exchange, due, mustPull, restMs }: SyncState): Step {
  if (exchange === 'givenUp') return { do: 'giveUp' };
  if (exchange === 'running') return { do: 'wait' };
  return due === 'no' ? { do: 'rest', ms: restMs } : { do: 'exchange', pulls: mustPull };
}

export const mustReopen = ({ localFailures }: SyncState): boolean => localFailures >= MAX_LOCAL_FAILURES;

/** What the engine knows after `event`. */
export function reduce(state: SyncState, event: SyncEvent): SyncState {
  switch (event.kind) {
    case 'termBegan':
      return { ...INITIAL_STATE, isSilent: state.isSilent, localFailures: state.localFailures };
    case 'termEnded':
      return termEnded(state, event.localFailure);
    case 'exchangeBegan':
      return { ...state, exchange: 'running', due: 'no', isAskedToWait: false, mustPull: false };
    case 'transferBegan':
      return state.isSilent ? state : { ...state, phase: 'syncing' };
    case 'exchanged':
      return exchanged(state, event);
    case 'exchangeFailed':
      return exchangeFailed(state, event);
    case 'rested':
    case 'doubted':
      return pullAtOnce(state);
    case 'asked':
      return {
        ...pullAtOnce(state),
        exchange: state.exchange === 'running' && state.isSilent ? 'givenUp' : state.exchange,
      };
    case 'submitted':
      return { ...state, due: 'asked' };
    case 'news':
      return {
        ...state,
        isSilent: false,
        due: state.due === 'no' && state.phase !== 'stopped' && !state.isAskedToWait ? 'news' : state.due,
        mustPull: state.mustPull || !event.isWhole,
      };
    case 'heard':
      return { ...state, isSilent: false };
    case 'streamEnded':
      return event.isSilent && saysThatItWorks(state)
        ? { ...pullAtOnce(state), phase: 'waiting', isSilent: true }
        : state;
    case 'streamRetries':
      // What is displayed must not wait for the next poll.
      return state.phase === 'synced' ? pullAtOnce(state) : state;
  }
}

const pullAtOnce = (state: SyncState): SyncState => ({ ...state, due: 'asked', mustPull: true });

const saysThatItWorks = ({ phase }: SyncState) => phase === 'synced' || phase === 'syncing';

function termEnded(state: SyncState, localFailure: { random: number } | null): SyncState {
  const over: SyncState = { ...state, exchange: 'none' };
  if (localFailure === null) return { ...over, due: 'asked' };
  const localFailures = state.localFailures + 1;
  const restMs = retryDelayMs(localFailures, localFailure.random);
  // Whatever was due before it failed: a database that fails at once would be tried over and over.
  return { ...over, phase: 'waiting', due: 'no', localFailures, restMs };
}

function exchanged(state: SyncState, { isDoubtful, random }: { isDoubtful: boolean; random: number }): SyncState {
  const over: SyncState = { ...state, exchange: 'none', failures: 0, localFailures: 0 };
  if (!isDoubtful && !state.isSilent) return { ...over, phase: 'synced', doubts: 0, restMs: POLL_MS };
  const doubts = state.doubts + 1;
  const isFirst = doubts === 1;
  return {
    ...over,
    doubts,
    mustPull: true,
    due: isFirst ? 'asked' : state.due,
    restMs: retryDelayMs(doubts - 1, random),
  };
}

function exchangeFailed(
  state: SyncState,
  { phase, retryAfterMs, random }: { phase: 'waiting' | 'stopped'; retryAfterMs: number | null; random: number },
): SyncState {
  const failures = state.failures + 1;
  const restMs = phase === 'stopped' ? null : retryDelayMs(failures, random, retryAfterMs);
  const isAskedToWait = (retryAfterMs ?? 0) > 0;
  const due = state.due === 'news' && (isAskedToWait || phase === 'stopped') ? 'no' : state.due;
  return { ...state, exchange: 'none', phase, failures, due, isAskedToWait, mustPull: true, restMs };
}
