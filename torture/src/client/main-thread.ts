import type { After } from '@marginiq/sync/engine/news-stream';
import { Gate } from '@marginiq/sync/testing/gated-storage';

/**
 * The main thread of one of a device's windows. While it is frozen nothing in the window runs: neither its calls nor their
 * answers, nor timers, heartbeat and messages of other windows. Once thawed, everything continues where it was.
 */
export class MainThread {
  readonly #gate = new Gate();
  #freezesInWrite = false;
  #epoch = 0;
  #queued = 0;
  #queue: Promise<void> = Promise.resolve();

  get frozen(): boolean {
    return this.#gate.shut;
  }

  /** Counts how often it was frozen: what was seen in another epoch may be long ago. */
  get epoch(): number {
    return this.#epoch;
  }

  freeze(): void {
    if (!this.frozen) this.#epoch += 1;
    this.#gate.close();
  }

  /** It freezes in the middle of its next write of pages, once it has looked whether it may. */
  freezeInWrite(): void {
    this.#freezesInWrite = true;
  }

  thaw(): void {
    this.#freezesInWrite = false;
    this.#gate.open();
  }

  pass(): Promise<void> {
    return this.#gate.pass();
  }

  /** Right before a write of pages. Resolves with whether it was held up. */
  async passToWrite(): Promise<boolean> {
    if (!this.#freezesInWrite) return false;
    this.#freezesInWrite = false;
    this.freeze();
    await this.pass();
    return true;
  }

  /** Events from outside, in the order of arrival. Each that arrives while frozen runs as a task of its own. */
  later(work: () => void): void {
    if (!this.frozen && this.#queued === 0) {
      work();
      return;
    }
    this.#queued += 1;
    this.#queue = this.#queue
      .then(() => this.pass())
      .then(() => new Promise<void>((resolve) => setImmediate(resolve)))
      .then(() => {
        this.#queued -= 1;
        work();
      });
  }

  after: After = (ms, work) => {
    let cancelled = false;
    const timer = setTimeout(() => {
      void this.pass().then(() => {
        if (!cancelled) work();
      });
    }, ms);
    return () => {
      cancelled = true;
      clearTimeout(timer);
    };
  };
}
