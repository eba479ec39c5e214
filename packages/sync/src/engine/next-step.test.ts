import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INITIAL_STATE, mustReopen, nextStep, POLL_MS, reduce, type SyncEvent, type SyncState } from './next-step.ts';

const RANDOM = 0.5;
const after = (...events: SyncEvent[]): SyncState => events.reduce(reduce, INITIAL_STATE);
const exchanged = (isDoubtful = false): SyncEvent => ({ kind: 'exchanged', isDoubtful, random: RANDOM });
const failed = (phase: 'waiting' | 'stopped' = 'waiting', retryAfterMs: number | null = null): SyncEvent => ({
  kind: 'exchangeFailed',
  phase,
  retryAfterMs,
  random: RANDOM,
});
const BEGUN: SyncEvent[] = [{ kind: 'termBegan' }, { kind: 'exchangeBegan' }, { kind: 'transferBegan' }];
const SYNCED = [...BEGUN, exchanged()];
const SILENT: SyncEvent = { kind: 'streamEnded', isSilent: true };

/** What may happen at any time. */
const fromOutside = fc.constantFrom<SyncEvent>(
  { kind: 'asked' },
  { kind: 'submitted' },
  { kind: 'news', isWhole: true },
  { kind: 'news', isWhole: false },
  { kind: 'heard' },
  SILENT,
  { kind: 'streamEnded', isSilent: false },
  { kind: 'streamRetries' },
  { kind: 'doubted' },
);
/** How an exchange may end. */
const endings = fc.oneof(
  fc.boolean().map((isDoubtful) => exchanged(isDoubtful)),
  fc.tuple(fc.constantFrom('waiting', 'stopped'), fc.option(fc.nat(10_000))).map(([phase, ms]) => failed(phase, ms)),
  fc.constant<SyncEvent>({ kind: 'termEnded', localFailure: { random: RANDOM } }),
  fc.constant<SyncEvent>({ kind: 'termEnded', localFailure: null }),
);
type Move = { outside: SyncEvent } | { ending: SyncEvent };
const moves = fc.array(
  fc.oneof(
    fromOutside.map((outside): Move => ({ outside })),
    endings.map((ending): Move => ({ ending })),
  ),
  { maxLength: 60 },
);

/** What the engine does by itself when nothing comes from outside. */
function byItself(state: SyncState, ending: SyncEvent): SyncEvent[] {
  const step = nextStep(state);
  if (step.do === 'exchange') return [{ kind: 'exchangeBegan' }, { kind: 'transferBegan' }];
  if (step.do === 'rest') return step.ms === null ? [] : [{ kind: 'rested' }];
  return ending.kind === 'termEnded' ? [ending, { kind: 'termBegan' }] : [ending];
}

type Look = (event: SyncEvent, before: SyncState, now: SyncState) => void;

/** Plays whatever may happen, and calls after each event what `watch` returned at the beginning. */
function played(watch: () => Look): void {
  fc.assert(
    fc.property(moves, (all) => {
      const look = watch();
      let state = reduce(INITIAL_STATE, { kind: 'termBegan' });
      for (const move of all) {
        const events = 'outside' in move ? [move.outside] : byItself(state, move.ending);
        for (const event of events) {
          const before = state;
          state = reduce(before, event);
          look(event, before, state);
        }
      }
    }),
    { numRuns: 2_000 },
  );
}

describe('the next step, whatever happens before', () => {
  it('the engine pulls in an exchange all that was known to have changed when it began (law 1)', () => {
    played(() => {
      let isKnown = true;
      return (event, before, now) => {
        const isNew =
          (event.kind === 'news' && !event.isWhole) ||
          (event.kind === 'streamRetries' && before.phase === 'synced') ||
          ['asked', 'doubted', 'rested', 'exchangeFailed', 'termBegan'].includes(event.kind);
        if (event.kind === 'exchangeBegan') isKnown = false;
        isKnown ||= isNew;
        if (isKnown) expect(now.mustPull).toBe(true);
        const step = nextStep(now);
        if (isKnown && step.do === 'exchange') expect(step.pulls).toBe(true);
      };
    });
  });

  it('the engine lets nobody who asks wait for the end of a rest (law 2)', () => {
    played(() => {
      let isAsked = false;
      let isNews = false;
      return (event, before, now) => {
        if (['asked', 'submitted', 'doubted'].includes(event.kind)) isAsked = true;
        if (event.kind === 'news' && before.phase !== 'stopped' && !before.isAskedToWait) isNews = true;
        if (event.kind === 'exchangeBegan' || event.kind === 'termEnded') isAsked = isNews = false;
        // Whoever only heard of news waits for as long as the server asks, or for the user.
        if (event.kind === 'exchangeFailed' && (event.phase === 'stopped' || (event.retryAfterMs ?? 0) > 0))
          isNews = false;
        if (isAsked || isNews) expect(nextStep(now).do).not.toBe('rest');
      };
    });
  });

  it('the engine says “up to date” only after an exchange without a doubt, and never on a silent line (law 3)', () => {
    played(() => (event, before, now) => {
      if (now.phase !== 'synced') return;
      expect(now.isSilent).toBe(false);
      if (before.phase !== 'synced') expect(event).toEqual(exchanged(false));
    });
  });

  it('the engine shows no progress on a silent line until something is heard on it (law 4)', () => {
    played(() => (event, before, now) => {
      if (now.isSilent) expect(['synced', 'syncing']).not.toContain(now.phase);
      if (before.isSilent && !now.isSilent) expect(['heard', 'news']).toContain(event.kind);
    });
  });

  it('the engine rests without end only where the user alone can help (law 5)', () => {
    played(() => (_event, _before, now) => {
      const step = nextStep(now);
      if (step.do === 'rest' && step.ms === null) expect(now.phase).toBe('stopped');
    });
  });

  it('the engine tries at most twice without a rest if nothing comes from outside (law 6)', () => {
    played(() => {
      let tries = 0;
      return (event, _before, now) => {
        const isOwn = ['exchangeBegan', 'transferBegan', 'exchanged', 'exchangeFailed'].includes(event.kind);
        if (event.kind === 'exchangeBegan') tries += 1;
        if (!isOwn || nextStep(now).do === 'rest') tries = 0;
        expect(tries).toBeLessThanOrEqual(2);
      };
    });
  });

  it('the engine gives up an exchange only if somebody asks on a silent line (law 7)', () => {
    played(() => (event, before, now) => {
      if (nextStep(now).do !== 'giveUp' || nextStep(before).do === 'giveUp') return;
      expect(event.kind).toBe('asked');
      expect(before).toMatchObject({ exchange: 'running', isSilent: true });
    });
  });
});

describe('an engine that leads', () => {
  it('an engine that leads begins with an exchange that pulls, and polls a minute after it', () => {
    expect(nextStep(after({ kind: 'termBegan' }))).toEqual({ do: 'exchange', pulls: true });
    expect(nextStep(after(...SYNCED))).toEqual({ do: 'rest', ms: POLL_MS });
    expect(nextStep(after(...SYNCED, { kind: 'rested' }))).toEqual({ do: 'exchange', pulls: true });
  });

  it('an engine that leads only sends what was submitted, and only writes what was streamed whole', () => {
    for (const event of [{ kind: 'submitted' }, { kind: 'news', isWhole: true }] as const)
      expect(nextStep(after(...SYNCED, event))).toEqual({ do: 'exchange', pulls: false });
    expect(nextStep(after(...SYNCED, { kind: 'news', isWhole: false }))).toEqual({ do: 'exchange', pulls: true });
  });

  it('an engine that leads waits longer after each failure in a row, at least as long as the server asks, and starts over after a success', () => {
    const restAfter = (...events: SyncEvent[]) => nextStep(after(...BEGUN, ...events));
    const again: SyncEvent[] = [{ kind: 'rested' }, { kind: 'exchangeBegan' }];
    expect(restAfter(failed())).toEqual({ do: 'rest', ms: 500 });
    expect(restAfter(failed(), ...again, failed())).toEqual({ do: 'rest', ms: 1_000 });
    expect(restAfter(failed('waiting', 7_000))).toEqual({ do: 'rest', ms: 7_500 });
    expect(restAfter(failed(), ...again, failed(), ...again, exchanged(), ...again, failed())).toEqual({
      do: 'rest',
      ms: 500,
    });
  });

  it('an engine that leads lets no news cut short what the server asks to wait, whenever it came, but a person may', () => {
    const news: SyncEvent = { kind: 'news', isWhole: false };
    const busy = after(...BEGUN, news, failed('waiting', 5_000), news);
    expect(nextStep(busy)).toEqual({ do: 'rest', ms: 5_500 });
    expect(nextStep(reduce(busy, { kind: 'submitted' }))).toEqual({ do: 'exchange', pulls: true });
    const again: SyncEvent[] = [{ kind: 'rested' }, { kind: 'exchangeBegan' }, news, exchanged()];
    expect(nextStep(again.reduce(reduce, busy))).toEqual({ do: 'exchange', pulls: true });
    // A line that fails without a word is tried again as soon as something is heard on it.
    expect(nextStep(after(...BEGUN, failed(), news))).toEqual({ do: 'exchange', pulls: true });
  });

  it('an engine that leads stops for news, but not for a user, once only the user can help', () => {
    const stopped = after(...BEGUN, failed('stopped'));
    expect(nextStep(after(...BEGUN, { kind: 'news', isWhole: false }, failed('stopped')))).toEqual({
      do: 'rest',
      ms: null,
    });
    const told = reduce(stopped, { kind: 'news', isWhole: false });
    expect(nextStep(told)).toEqual({ do: 'rest', ms: null });
    expect(nextStep(reduce(told, { kind: 'asked' }))).toEqual({ do: 'exchange', pulls: true });
  });

  it('an engine that leads asks again at once where a doubt is left, and rests where it is left again', () => {
    const first = after(...BEGUN, exchanged(true));
    expect(first.phase).toBe('syncing');
    expect(nextStep(first)).toEqual({ do: 'exchange', pulls: true });
    const second = [{ kind: 'exchangeBegan' } as const, exchanged(true)].reduce(reduce, first);
    expect(nextStep(second)).toEqual({ do: 'rest', ms: 500 });
    const third = [{ kind: 'rested' } as const, { kind: 'exchangeBegan' } as const, exchanged(true)].reduce(
      reduce,
      second,
    );
    expect(nextStep(third)).toEqual({ do: 'rest', ms: 1_000 });
  });

  it('an engine that leads asks again at once at a new doubt, after an exchange that left none', () => {
    const again: SyncEvent[] = [{ kind: 'exchangeBegan' }, exchanged(true)];
    const dispelled: SyncEvent[] = [...again, { kind: 'rested' }, { kind: 'exchangeBegan' }, exchanged()];
    const later: SyncEvent[] = [{ kind: 'rested' }, ...again];
    expect(nextStep(after(...BEGUN, exchanged(true), ...dispelled, ...later))).toEqual({ do: 'exchange', pulls: true });
  });

  it('an engine that leads keeps to its rest after a failure, whatever becomes of the stream', () => {
    for (const event of [SILENT, { kind: 'streamEnded', isSilent: false }, { kind: 'streamRetries' }] as const) {
      for (const phase of ['waiting', 'stopped'] as const) {
        const rests = after(...BEGUN, failed(phase));
        expect(reduce(rests, event)).toEqual(rests);
      }
    }
  });

  it('an engine that leads lets news cut its rest short if the server let it come back at once', () => {
    const moved = after(...BEGUN, failed('waiting', 0));
    expect(nextStep(reduce(moved, { kind: 'news', isWhole: true }))).toEqual({ do: 'exchange', pulls: true });
  });

  it('an engine that leads takes news, as anything else that it hears, for a sign that the line is not silent', () => {
    const silent = after(...SYNCED, SILENT);
    expect(silent.isSilent).toBe(true);
    for (const event of [{ kind: 'news', isWhole: true }, { kind: 'heard' }] as const)
      expect(reduce(silent, event).isSilent).toBe(false);
  });

  it('an engine that leads is not up to date if the line went silent while the exchange ended', () => {
    const silent = after(...BEGUN, SILENT, exchanged());
    expect(silent.phase).toBe('waiting');
    expect(nextStep(silent)).toEqual({ do: 'exchange', pulls: true });
  });

  it('an engine that leads does not try a failing database over and over, and reopens it after two failures, whoever led between', () => {
    const fails: SyncEvent = { kind: 'termEnded', localFailure: { random: RANDOM } };
    const once = after({ kind: 'termBegan' }, fails);
    expect(nextStep(once)).toEqual({ do: 'rest', ms: 500 });
    expect(mustReopen(once)).toBe(false);
    const twice = [{ kind: 'termBegan' } as const, fails].reduce(reduce, once);
    expect(mustReopen(twice)).toBe(true);
    expect(mustReopen(after(...BEGUN, fails, ...SYNCED, fails))).toBe(false);
  });
});
