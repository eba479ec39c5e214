import '../testing/browser-globals.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACME } from '../testing/company.ts';
import { installDeafChannel } from '../testing/deaf-channel.ts';
import { Desk, turns } from '../testing/desk.ts';
import { submission } from '../testing/device.ts';
import { testId } from '../testing/ids.ts';
import { append, customer } from '../testing/pages.ts';
import type { TestWindow } from '../testing/window.ts';
import { readLease } from './lease-store.ts';

/** A visible window takes over after this many heartbeats without a sign of the leader. */
const VISIBLE_BEATS = 3;
const HIDDEN_BEATS = 6;

const at = <T>(values: readonly T[], index: number): T => {
  const value = values[index % values.length];
  if (value === undefined) throw new Error('there is none');
  return value;
};

describe('a leader that does not answer', () => {
  it('a leader that does not answer is followed by a visible window after three of its heartbeats, which sends what waits', async () => {
    await using desk = new Desk();
    const windows = await desk.open(2);
    const [first, second] = [at(windows, 0), at(windows, 1)];
    await desk.beat();
    first.freeze();
    const command = await second.device.outbox.submit(submission(testId(0xa1)));
    await desk.beat(VISIBLE_BEATS - 1);
    expect(second.calls).toBe(0);
    await desk.beat(2);
    await second.until(({ phase, live }) => live && phase === 'synced');
    expect(desk.server.decided).toEqual([command.id]);
  });

  it('a leader that does not answer is followed by a hidden window only after a visible one has had its chance', async () => {
    await using desk = new Desk();
    const [first, hidden] = (await desk.open(2)) as [TestWindow, TestWindow];
    hidden.visible = false;
    await desk.beat();
    first.freeze();
    await desk.beat(VISIBLE_BEATS + 1);
    expect(hidden.calls).toBe(0);
    await desk.beat(HIDDEN_BEATS);
    await hidden.until(({ phase, live }) => live && phase === 'synced');
  });

  it('a leader that does not answer leaves a window that cannot take over yet without a claim to be up to date after ten seconds', async () => {
    await using desk = new Desk();
    const [first, hidden] = (await desk.open(2)) as [TestWindow, TestWindow];
    hidden.visible = false;
    await desk.beat();
    await hidden.until(({ phase }) => phase === 'synced');
    first.freeze();
    await desk.beat(5);
    expect(hidden.status).toMatchObject({ phase: 'starting', live: false });
  });

  it('a leader that does not answer writes nothing more when it comes back, and follows', async () => {
    await using desk = new Desk();
    const [first, second] = (await desk.open(2)) as [TestWindow, TestWindow];
    await desk.beat();
    // It freezes with news in hand that it has not written yet.
    first.freeze();
    desk.server.store.put('customers', { ...ACME, name: 'Acme of before' });
    desk.server.announce();
    await desk.beat(VISIBLE_BEATS + 1);
    await second.until(({ phase, live }) => live && phase === 'synced');
    desk.server.store.put('customers', { ...ACME, name: 'Acme of now' });
    desk.server.announce();
    await desk.beat();
    first.thaw();
    await desk.beat(2);
    const { calls } = first;
    await second.device.outbox.submit(submission(testId(0xa1)));
    await desk.beat(2);
    expect(first.calls).toBe(calls);
    const expected = desk.server.store.visibleTo(second.device.actor);
    expect(await second.device.pulled()).toEqual(expected);
    expect(await first.device.pulled()).toEqual(expected);
    expect(first.status.phase).toBe('synced');
  });
});

describe('a leader that heard nothing while it was suspended', () => {
  it('a leader that heard nothing while it was suspended shows what another window sent and received meanwhile', async () => {
    let deaf = false;
    const restore = installDeafChannel(() => deaf);
    await using desk = new Desk();
    const [first] = (await desk.open(1)) as [TestWindow];
    restore();
    const [, second] = (await desk.open(2)) as [TestWindow, TestWindow];
    let shown: string[] = [];
    const showing = first.device.outbox.entries$.subscribe((entries) => {
      shown = entries.map(({ state }) => state);
    });
    await desk.beat();
    first.freeze();
    deaf = true;
    desk.server.store.put('customers', { ...ACME, name: 'Acme of now' });
    await desk.beat(VISIBLE_BEATS + 1);
    await second.until(({ phase, live }) => live && phase === 'synced');
    await second.engine.stop();
    await second.device.outbox.submit(submission(testId(0xa1)));
    await turns(30);
    first.thaw();
    deaf = false;
    await desk.beat(2);
    expect(first.device.replica.list('customers').map(({ name }) => name)).toContain('Acme of now');
    expect(shown).toEqual(['waiting']);
    showing.unsubscribe();
  });
});

describe('a leader in whose term another window wrote', () => {
  it('a leader in whose term another window wrote reads everything again at once, and does not say before that it is up to date', async () => {
    await using desk = new Desk();
    const [first, second] = (await desk.open(2)) as [TestWindow, TestWindow];
    await desk.beat();
    const phases: string[] = [];
    const { replica } = first.device;
    const showing = first.engine.status$.subscribe(({ phase }) => {
      if (replica.isDoubtful) phases.push(phase);
    });
    const { calls } = first;
    // It looked up the lease before the first window took it.
    await append(second.device.replica, 0, [customer(1, 1)]);
    await turns(60);
    expect(first.calls).toBeGreaterThan(calls);
    expect(replica.isDoubtful).toBe(false);
    expect(phases).not.toContain('synced');
    expect(await first.device.pulled()).toEqual(desk.server.store.visibleTo(first.device.actor));
    showing.unsubscribe();
  });
});

describe('a leader whose local database was closed', () => {
  it('a leader whose local database was closed gives up its turn at its next heartbeat, and another window takes over', async () => {
    await using desk = new Desk();
    const [first, second] = (await desk.open(2)) as [TestWindow, TestWindow];
    await desk.beat();
    await first.loseDatabase();
    const command = await second.device.outbox.submit(submission(testId(0xa1)));
    await desk.beat(2);
    await second.until(({ phase, live }) => live && phase === 'synced');
    await first.reopened();
    expect(desk.server.decided).toEqual([command.id]);
    expect(await readLease(second.device.database)).toBe(2);
  });
});

/** In turns of the event loop. */
const LONGEST_EXCHANGE = 14;

/** What befalls one of three windows, or all. */
type Event =
  | { do: 'submit' | 'freeze' | 'thaw' | 'loseDatabase' | 'hide' | 'show'; window: number }
  | { do: 'change' }
  /** The leader freezes this many turns into an exchange, and resumes after another window has led for a while. */
  | { do: 'overtake'; after: number; by: 'change' | 'submit'; turns: number }
  | { do: 'beat'; times: number }
  | { do: 'turns'; times: number };

const windowNumber = fc.nat(2);
const events: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('submit' as const), window: windowNumber }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('freeze', 'freeze', 'thaw', 'loseDatabase', 'hide', 'show'),
      window: windowNumber,
    }),
  },
  { weight: 3, arbitrary: fc.constant({ do: 'change' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('overtake' as const),
      after: fc.nat(LONGEST_EXCHANGE),
      by: fc.constantFrom('change', 'submit'),
      turns: fc.constantFrom(0, 0, 10, 40),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('beat' as const), times: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('turns' as const), times: fc.nat(40) }) },
);

/** What the property does with its desk, and what it was told was saved. */
class Day {
  readonly submitted: Promise<string | null>[] = [];
  readonly #desk: Desk;
  readonly #windows: readonly TestWindow[];
  #version = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#windows = desk.windows;
  }

  change(): void {
    this.#version += 1;
    this.#desk.server.store.put('customers', { ...ACME, name: `Acme ${this.#version}` });
    this.#desk.server.announce();
  }

  submit(window: TestWindow): void {
    if (window.frozen) return;
    const saved = window.device.outbox.submit(submission(testId(0x5000 + this.submitted.length)));
    // Not saved, and reported as such: the window's database is closed.
    this.submitted.push(
      saved.then(
        ({ id }) => id,
        () => null,
      ),
    );
  }

  async overtake({ after, by, turns: afterwards }: Extract<Event, { do: 'overtake' }>): Promise<void> {
    const leader = at(this.#windows, this.#desk.audit.leader ?? 0);
    const next = this.#windows.find((window) => window !== leader && !window.frozen);
    if (next === undefined || leader.frozen) return;
    next.visible = true;
    if (by === 'change') this.change();
    else this.submit(leader);
    await turns(after);
    leader.freeze();
    this.submit(next);
    await this.#desk.beat(VISIBLE_BEATS + 1);
    this.change();
    this.submit(next);
    await turns(afterwards);
    leader.thaw();
    await turns(afterwards);
  }

  async happen(event: Event): Promise<void> {
    if (event.do === 'beat') return this.#desk.beat(event.times);
    if (event.do === 'turns') return turns(event.times);
    if (event.do === 'change') return this.change();
    if (event.do === 'overtake') return this.overtake(event);
    const window = at(this.#windows, event.window);
    if (event.do === 'freeze') window.freeze();
    else if (event.do === 'thaw') window.thaw();
    else if (event.do === 'hide') window.visible = false;
    else if (event.do === 'show') window.visible = true;
    else if (event.do === 'submit') this.submit(window);
    else if (!window.frozen) await window.loseDatabase();
  }
}

it.each(['change', 'submit'] as const)(
  'a leader that is overtaken in any moment of an exchange about a %s begins no write in its old term',
  async (by) => {
    for (let after = 0; after <= LONGEST_EXCHANGE; after += 1) {
      await using desk = new Desk();
      await desk.open(2);
      await new Day(desk).overtake({ do: 'overtake', after, by, turns: 0 });
      await desk.beat(2);
      expect(desk.audit.violations).toEqual([]);
    }
  },
);

it('three windows, any of which may freeze or lose its database, send each command once and show what the server has (laws 1, 2, 6)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(events, { maxLength: 16 }), async (happened) => {
      await using desk = new Desk();
      desk.server.pageSize = 3;
      const windows = await desk.open(3);
      const day = new Day(desk);
      for (const event of happened) await day.happen(event);
      for (const window of windows) window.thaw();
      await desk.beat(HIDDEN_BEATS + 2);
      for (const window of windows) await window.reopened();
      const saved = (await Promise.all(day.submitted)).filter((id) => id !== null);
      for (let rounds = 0; rounds < 3; rounds += 1) {
        for (const window of windows) window.engine.wake();
        await desk.beat(2);
      }
      const leader = at(windows, 0);
      await leader.until(({ phase }) => phase === 'synced');
      expect(desk.audit.violations).toEqual([]);
      expect([...desk.server.decided].sort()).toEqual([...saved].sort());
      const expected = desk.server.store.visibleTo(leader.device.actor);
      for (const window of windows) {
        expect(await window.device.outbox.waiting()).toEqual([]);
        expect(await window.device.pulled()).toEqual(expected);
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);
