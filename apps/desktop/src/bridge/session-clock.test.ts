import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SessionClock, SessionTimer, startSessionClock } from './session-clock.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const YEAR = 365 * DAY;
const NOON = Date.parse('2026-06-01T12:00:00.000Z');

/** A world with a true time, and a device whose clock is off by whatever it was last set to. */
class World {
  time = NOON;
  skew = 0;
  #started = NOON;
  #timer = this.#newTimer();
  clock: SessionClock;

  constructor(skew: number) {
    this.skew = skew;
    this.clock = startSessionClock(
      { serverTime: new Date(NOON).toISOString(), sessionExpiresAt: new Date(NOON + 30 * DAY).toISOString() },
      NOON + skew,
    );
  }

  #newTimer() {
    this.#started = this.time;
    return new SessionTimer({ now: () => this.time + this.skew, monotonic: () => this.time - this.#started });
  }

  restart(): void {
    this.#timer = this.#newTimer();
  }

  pass(ms: number): void {
    this.time += ms;
  }

  /** Looks as the program does, and keeps what it saw. */
  isOver(): boolean {
    const seen = this.#timer.look(this.clock);
    if (seen !== null) this.clock = seen;
    return seen === null;
  }
}

const skew = fc.integer({ min: -3 * YEAR, max: 3 * YEAR });

describe('a session’s end', () => {
  it('a session ends 30 days after the last renewal, however wrong the device’s clock is', () => {
    fc.assert(
      fc.property(skew, fc.array(fc.integer({ min: 0, max: 5 * DAY })), (wrong, pauses) => {
        const world = new World(wrong);
        for (const pause of pauses) {
          world.pass(pause);
          world.restart();
          const past = world.time - NOON;
          // A clock that is a little wrong leaves open by how much; never by more than that.
          if (past < 30 * DAY - 3 * MINUTE) expect(world.isOver()).toBe(false);
          if (past > 30 * DAY + Math.max(-wrong, 0) + 3 * MINUTE) expect(world.isOver()).toBe(true);
        }
      }),
    );
  });

  it('a session’s end does not come because a clock was put right, while the program runs or is closed', () => {
    fc.assert(
      fc.property(skew, fc.integer({ min: 0, max: 29 * DAY }), fc.boolean(), (wrong, used, closed) => {
        const world = new World(wrong);
        world.pass(used);
        expect(world.isOver()).toBe(false);
        if (closed) world.restart();
        world.skew = 0;
        expect(world.isOver()).toBe(false);
      }),
    );
  });

  it('a session’s end is not put off by setting the clock while the program runs', () => {
    fc.assert(
      fc.property(skew, fc.array(skew, { minLength: 1, maxLength: 40 }), (wrong, settings) => {
        const world = new World(wrong);
        world.isOver();
        for (const set of settings) {
          world.pass((31 * DAY) / settings.length);
          world.skew = set;
          world.isOver();
        }
        expect(world.isOver()).toBe(true);
      }),
    );
  });

  it('time once counted stays counted, however the clock is set between two runs', () => {
    const world = new World(0);
    world.pass(20 * DAY);
    expect(world.isOver()).toBe(false);
    world.skew = -19 * DAY;
    world.restart();
    expect(world.isOver()).toBe(false);
    world.pass(11 * DAY);
    // 11 days of running, behind 20 that were seen.
    expect(world.isOver()).toBe(true);
  });

  it('a session ends no sooner because the clock was wrong for a moment while the program ran', () => {
    const world = new World(0);
    expect(world.isOver()).toBe(false);
    world.pass(60 * MINUTE);
    world.skew = 29 * DAY;
    expect(world.isOver()).toBe(false);
    world.skew = 0;
    world.restart();
    world.pass(2 * DAY);
    expect(world.isOver()).toBe(false);
    expect(world.clock.seen).toBeLessThan(3 * DAY);
  });

  it('a session’s end is only guessed by a clock that jumped ahead, and taken back when that is put right', () => {
    const world = new World(0);
    world.skew = YEAR;
    world.restart();
    expect(world.isOver()).toBe(true);
    world.skew = 0;
    world.restart();
    expect(world.isOver()).toBe(false);
  });
});
