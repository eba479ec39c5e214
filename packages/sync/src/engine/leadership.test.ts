import '../testing/browser-globals.ts';
import { describe, expect, it } from 'vitest';
import { removeLocalRow } from '../database/local-state.ts';
import { Device } from '../testing/device.ts';
import { oneTurn } from '../testing/fake-server.ts';
import { storageWith } from '../testing/storage.ts';
import { Leadership, type Term } from './leadership.ts';
import { LeaseLostError, LocalDataLostError, readLease, takeLease } from './lease-store.ts';

/** A window that leads as soon as it asks to: nobody holds a lock. */
class Leader {
  readonly leadership: Leadership;
  readonly broken: unknown[] = [];
  readonly beats: number[] = [];
  beat: () => Promise<void> = async () => undefined;
  readonly #stop = new AbortController();
  #serving: Promise<unknown> = Promise.resolve();

  constructor({ database }: Device) {
    const heartbeat = (beat: () => Promise<void>) => {
      this.beat = beat;
      return () => undefined;
    };
    this.leadership = new Leadership(
      database,
      { exclusively: (_name, work) => work(), heartbeat, isVisible: () => true },
      {
        onBeat: (term) => this.beats.push(term),
        onSilence: () => undefined,
        onBroken: (error) => this.broken.push(error),
      },
    );
    this.leadership.begin();
  }

  /** Resolves when its term has begun. */
  async lead(): Promise<Term> {
    const { promise, resolve } = Promise.withResolvers<Term>();
    const work = (term: Term) => {
      resolve(term);
      return new Promise<void>((end) => term.signal.addEventListener('abort', () => end(), { once: true }));
    };
    this.#serving = this.leadership.serve(work, this.#stop.signal).catch(() => undefined);
    return await promise;
  }

  /** Resolves when its term is over. */
  async end(): Promise<void> {
    this.#stop.abort();
    await this.#serving;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }
}

describe('a term of a leading window on a device without room', () => {
  it('a term of a leading window on a device without room has no number that another term has, and allows no write before it has taken its own', async () => {
    let full = false;
    const storage = storageWith(({ collection }) => {
      if (full && collection === 'local') throw new DOMException('no room', 'QuotaExceededError');
    });
    await using device = await Device.open({ storage });
    await using first = new Leader(device);
    await using second = new Leader(device);
    const before = await first.lead();
    full = true;
    const after = await second.lead();
    await expect(after.check()).rejects.toThrow('no room');
    await before.check();
    // A full device is not a broken one: the window keeps leading, and says so.
    await second.beat();
    expect(second.broken).toEqual([]);
    expect(second.leadership.leading).toBe(true);
    full = false;
    await after.check();
    expect([before.number, after.number]).toEqual([1, 2]);
    await expect(before.check()).rejects.toBeInstanceOf(LeaseLostError);
    await after.check();
    await second.beat();
    expect(second.beats).toEqual([1, 1, 2]);
  });

  it('a term of a leading window on a device without room is over if another window takes a number first', async () => {
    let full = true;
    const storage = storageWith(({ collection }) => {
      if (full && collection === 'local') throw new DOMException('no room', 'QuotaExceededError');
    });
    await using device = await Device.open({ storage });
    await using leader = new Leader(device);
    const term = await leader.lead();
    full = false;
    await takeLease(device.database);
    await expect(term.check()).rejects.toBeInstanceOf(LeaseLostError);
    expect(await readLease(device.database)).toBe(1);
  });
});

describe('a window', () => {
  it('a window does not listen to a leader whose term is over', async () => {
    await using device = await Device.open();
    await using window = new Leader(device);
    expect(window.leadership.hear(5)).toBe(true);
    expect(window.leadership.hear(4)).toBe(false);
    expect(window.leadership.hear(5)).toBe(true);
  });

  it('a window notices that the database is not the one that it opened, if the newest number is gone from it', async () => {
    await using device = await Device.open();
    await using window = new Leader(device);
    await takeLease(device.database);
    await window.beat();
    expect(window.broken).toEqual([]);
    await removeLocalRow(device.database, 'lease');
    // RxDB keeps a mark of what it removed; a database that was deleted has none.
    await device.database.local.storageInstance.cleanup(0);
    await window.beat();
    expect(window.broken).toEqual([expect.any(LocalDataLostError)]);
  });

  it('a window that led until a moment ago does not say that it leads, though its heartbeat was still on its way', async () => {
    await using device = await Device.open();
    await using window = new Leader(device);
    await window.lead();
    const before = window.beats.length;
    const beating = window.beat();
    await window.end();
    await beating;
    expect(window.beats).toHaveLength(before);
  });

  it('a window that was closed reports nothing broken, though its heartbeat was still on its way', async () => {
    const device = await Device.open();
    await using window = new Leader(device);
    const term = await window.lead();
    const before = window.beats.length;
    const beating = window.beat();
    window.leadership.close();
    await device[Symbol.asyncDispose]();
    await beating;
    await window.beat();
    await oneTurn();
    expect(window.broken).toEqual([]);
    expect(window.beats).toHaveLength(before);
    expect(term.signal.aborted).toBe(false);
  });
});
