import type { After } from './news-stream.ts';

/** Wakes whoever sleeps, or is about to: one that rang since it was set lets nobody sleep. */
export class Alarm {
  readonly #after: After;
  #rang = false;
  #wake: () => void = () => undefined;

  constructor(after: After) {
    this.#after = after;
  }

  /** From now on it has not rung. */
  set(): void {
    this.#rang = false;
  }

  ring(): void {
    this.#rang = true;
    this.#wake();
  }

  /**
   * Until it rings, the signal fires, or `ms` have passed; null waits without a time limit. @returns whether the time has
   * passed
   */
  async sleep(ms: number | null, signal: AbortSignal): Promise<boolean> {
    if (this.#rang || signal.aborted) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const stop = () => resolve(false);
    signal.addEventListener('abort', stop, { once: true });
    this.#wake = stop;
    const cancel = ms === null ? () => undefined : this.#after(ms, () => resolve(true));
    const hasPassed = await promise;
    cancel();
    signal.removeEventListener('abort', stop);
    this.#wake = () => undefined;
    return hasPassed;
  }
}
