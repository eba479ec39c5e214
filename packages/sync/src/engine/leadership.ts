import type { LocalRxDatabase } from '../database/row.ts';
import { isStorageFull } from '../database/storage-full.ts';
import type { Exclusively } from '../outbox/outbox.ts';
import type { Heartbeat } from './heartbeat.ts';
import { LeaseLostError, LocalDataLostError, readLease, takeLease } from './lease-store.ts';

/*
 * One of several windows on a local database leads. The law: at most one window's writes count, and a window that cannot work
 * does not keep the others from working.
 *
 * 1. Each term has a number of its own, taken by compare-and-set from the local database, higher than every earlier one. If
 *    the device has no room for one, a term begins without: it sends what waits, and writes nothing before it has taken a
 *    number, which it retries before each write.
 * 2. A leader looks up the number right before each write of pages and before it settles a push: if it is not its own, it
 *    writes nothing and its term is over. Between this look-up and the write it can still be overtaken, by a few milliseconds:
 *    if both write a page with one id, one of them meets a conflict and rebuilds its page from what is stored; and a leader
 *    that hears of pages which another window wrote in its term reads everything from scratch. Until then none of its pages
 *    says where to continue, so that no later window continues there either (reading.ts).
 * 3. A leader announces at every beat that it is there, having read the number from the database: a blocked main thread, a
 *    closed database or an unresponsive storage make it silent. Each listener counts beats with its own heartbeat, so no
 *    clocks are compared, and a computer that slept wakes up with every window's count unchanged.
 * 4. A window that heard nothing for a number of beats takes over: visible windows after fewer, hidden ones after more.
 * 5. The lock is the fast path: a window that closes or crashes releases it immediately, and the next in line leads. A window
 *    that takes over because of silence takes the lock away from its holder.
 */

/** Beats in silence after which this window takes over. */
const PATIENCE = { visible: 3, hidden: 6 };
/** Silent beats after which the status is unknown: 10 s. */
const UNKNOWN_AFTER = 5;

/** Runs `work` under the lock of this name, taking it away from its holder. */
export type Steal = <T>(name: string, work: () => Promise<T>) => Promise<T>;

export interface LeadershipPorts {
  exclusively: Exclusively;
  /** Left out if locks cannot be taken away: the option is then ignored. */
  steal?: Steal;
  heartbeat: Heartbeat;
  isVisible: () => boolean;
}

export interface LeadershipListener {
  /** It is this leader's turn to say how things are. */
  onBeat: (term: number) => void;
  /** The leader has been silent for so long that its last message no longer counts. */
  onSilence: () => void;
  /** The local database does not answer, or is not the one that was opened. */
  onBroken: (error: unknown) => void;
}

/** One window's time as leader. */
export interface Term {
  /** The newest of the term before, while this one has none of its own (law 1). */
  readonly number: number;
  /** Fires when the term is over: another window leads, the database is gone, or the engine stops. */
  signal: AbortSignal;
  /**
   * Must be called right before a write.
   * @throws LeaseLostError if another window now leads; whatever the database throws if it does not answer, or has no room
   * for the number of this term
   */
  check: () => Promise<void>;
  /** The same without taking a number: whether this window may continue to lead. */
  look: () => Promise<void>;
}

export class Leadership {
  readonly #database: LocalRxDatabase;
  readonly #ports: LeadershipPorts;
  readonly #listener: LeadershipListener;
  #term: Term | null = null;
  #end: (reason: unknown) => void = () => undefined;
  /** The highest number of a term that this window has heard of. */
  #newest = 0;
  #silentBeats = 0;
  #takeOver: () => void = () => undefined;
  #stopBeating: (() => void) | null = null;
  #closed = false;

  constructor(database: LocalRxDatabase, ports: LeadershipPorts, listener: LeadershipListener) {
    this.#database = database;
    this.#ports = ports;
    this.#listener = listener;
  }

  get leading(): boolean {
    return this.#term !== null;
  }

  /** Null while this window does not lead. */
  get term(): number | null {
    return this.#term?.number ?? null;
  }

  /** A window that leads spoke. @returns false if its term is over, whatever it believes */
  hear(term: number): boolean {
    if (term < this.#newest) return false;
    this.#newest = term;
    this.#silentBeats = 0;
    if (this.#term !== null && term > this.#term.number) this.#end(new LeaseLostError());
    return this.#term === null;
  }

  begin(): void {
    this.#stopBeating ??= this.#ports.heartbeat(() => this.#beat());
  }

  close(): void {
    this.#closed = true;
    this.#stopBeating?.();
  }

  /**
   * Waits until this window leads, does the work, and resolves when it is done.
   * @throws what ended the term; the signal's reason
   */
  async serve(work: (term: Term) => Promise<void>, signal: AbortSignal): Promise<void> {
    const name = `${this.#database.name}:sync`;
    const waiting = new AbortController();
    const over = new AbortController();
    let served: Promise<void> | null = null;
    const serve = () => {
      this.#takeOver = () => undefined;
      served ??= this.#serve(work, AbortSignal.any([signal, over.signal]));
      return served;
    };
    this.#silentBeats = 0;
    this.#takeOver = () => waiting.abort();
    this.#end = (reason) => over.abort(reason);
    /** Even if the lock is taken away during the work: the lock's promise then settles before the work does. */
    const under = async (lock: () => Promise<void>) => {
      try {
        await lock();
      } catch (error) {
        if (served === null) throw error;
        over.abort(new LeaseLostError());
        await served;
      }
    };
    try {
      await under(() => this.#ports.exclusively(name, serve, AbortSignal.any([signal, waiting.signal])));
    } catch (error) {
      const takesOver = served === null && waiting.signal.aborted && !signal.aborted;
      if (!takesOver) throw error;
      const { steal } = this.#ports;
      await under(() => (steal === undefined ? serve() : steal(name, serve)));
    } finally {
      this.#takeOver = () => undefined;
    }
    over.signal.throwIfAborted();
  }

  async #serve(work: (term: Term) => Promise<void>, signal: AbortSignal): Promise<void> {
    const own = await this.#takeLease().catch((error: unknown) => {
      if (isStorageFull(error)) return null;
      throw error;
    });
    let isOwn = own !== null;
    let number = own ?? (await this.#readLease());
    const look = async () => {
      const current = await this.#readLease();
      if (current !== number) throw new LeaseLostError();
    };
    const check = async () => {
      await look();
      if (isOwn) return;
      number = await this.#takeLease();
      isOwn = true;
    };
    const term: Term = {
      get number() {
        return number;
      },
      signal,
      check,
      look,
    };
    this.#term = term;
    try {
      this.#listener.onBeat(number);
      await work(term);
    } finally {
      this.#term = null;
      this.#silentBeats = 0;
    }
  }

  async #takeLease(): Promise<number> {
    const number = await takeLease(this.#database);
    this.#newest = Math.max(this.#newest, number);
    return number;
  }

  async #readLease(): Promise<number> {
    const number = await readLease(this.#database);
    if (number < this.#newest) throw new LocalDataLostError();
    this.#newest = number;
    return number;
  }

  async #beat(): Promise<void> {
    const term = this.#term;
    try {
      await (term === null ? this.#readLease() : term.look());
    } catch (error) {
      // Of a window that was closed meanwhile, the database is too.
      if (this.#closed) return;
      if (term !== null) this.#end(error);
      if (!(error instanceof LeaseLostError)) this.#listener.onBroken(error);
      return;
    }
    if (this.#closed) return;
    if (term !== null) {
      if (this.#term === term) this.#listener.onBeat(term.number);
      return;
    }
    this.#silentBeats += 1;
    if (this.#silentBeats === UNKNOWN_AFTER) this.#listener.onSilence();
    const patience = this.#ports.isVisible() ? PATIENCE.visible : PATIENCE.hidden;
    if (this.#silentBeats >= patience) this.#takeOver();
  }
}
