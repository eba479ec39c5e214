import type { After } from './news-stream.ts';

/** Wakes whoever sleeps. Whether there is a reason not to fall asleep, the sleeper knows. */
export class Alarm {
  readonly #after: After;
  #wake: () => void = () => undefined;

  constructor(after: After) {
    this.#after = after;
  }

  ring(): void {
    this.#wake();
  }

  /**
   * Until it rings, the signal fires, or `ms` have passed; null waits without a time limit. @returns whether the time has
   * passed
   */
  async sleep(ms: number | null, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
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
