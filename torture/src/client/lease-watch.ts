import type { Journal } from './journal.ts';
import type { MainThread } from './main-thread.ts';

/** What one window knows about the lease. */
interface Look {
  number: number;
  epoch: number;
}

/** A window wrote pages although another one's term had begun, and it had not looked. */
export interface Overreach {
  window: number;
  /** The newest term known to the window, and the actual newest one. */
  known: number;
  current: number;
}

/**
 * Holds leaders to their law: whoever writes pages has looked up right before that the term is its own. Seen from the storage,
 * which all windows share. A term that begins between the look and the write is allowed for, if the window was not frozen
 * in between; and so is a write that was held up itself.
 */
export class LeaseWatch {
  readonly #found: Journal<Overreach>;
  readonly #looks = new Map<MainThread, Look>();
  readonly #heldUp = new Set<MainThread>();
  #current = 0;
  #leader: MainThread | null = null;

  constructor(found: Journal<Overreach>) {
    this.#found = found;
  }

  /** The main thread of the window that began the newest term. */
  get leader(): MainThread | null {
    return this.#leader;
  }

  looked(thread: MainThread, number: number): void {
    this.#looks.set(thread, { number, epoch: thread.epoch });
    this.#heldUp.delete(thread);
  }

  took(thread: MainThread, number: number): void {
    this.#current = number;
    this.#leader = thread;
    this.looked(thread, number);
  }

  /** Its write was frozen on its way: what belongs to it is written behind that. */
  heldUp(thread: MainThread): void {
    this.#heldUp.add(thread);
  }

  writes(thread: MainThread, window: number): void {
    const look = this.#looks.get(thread);
    if (look === undefined || look.number === this.#current || this.#heldUp.has(thread)) return;
    if (look.epoch === thread.epoch) return;
    this.#found.append({ window, known: look.number, current: this.#current });
  }

  /** The local database is gone, and its numbers with it. */
  forget(): void {
    this.#current = 0;
    this.#looks.clear();
  }
}
