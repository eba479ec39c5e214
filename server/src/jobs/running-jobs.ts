import { setTimeout as wait } from 'node:timers/promises';

/** The jobs in progress, so that a worker that stops can let them finish. */
export class RunningJobs {
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();

  /** Aborted once the worker stops: what has a next company leaves it to the next run. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  async run(work: () => Promise<void>): Promise<void> {
    const running = work();
    this.#running.add(running);
    try {
      await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Tells all of them to come to an end, and waits for it. @returns false if that takes longer */
  async end(mostMs: number): Promise<boolean> {
    this.#stopping.abort();
    const ended = Promise.allSettled([...this.#running]).then(() => true);
    return Promise.race([ended, wait(mostMs, false, { ref: false })]);
  }
}
