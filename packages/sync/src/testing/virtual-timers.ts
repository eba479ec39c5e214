import { BehaviorSubject, firstValueFrom, map } from 'rxjs';
import { filter } from 'rxjs/operators';
import type { After } from '../engine/news-stream.ts';

interface Timer {
  ms: number;
  work: () => void;
}

/** Timers that fire when a test says so, and never by themselves: nothing waits for real time. */
export class VirtualTimers {
  readonly #timers$ = new BehaviorSubject<readonly Timer[]>([]);

  readonly after: After = (ms, work) => {
    const timer = { ms, work };
    this.#timers$.next([...this.#timers$.value, timer]);
    return () => this.#remove(timer);
  };

  /** The times that are waited for now. */
  get pending(): number[] {
    return this.#timers$.value.map(({ ms }) => ms);
  }

  /** Fires the first timer of this kind as soon as there is one, and says what its time was. */
  async fire(kind: (ms: number) => boolean): Promise<number> {
    const found$ = this.#timers$.pipe(
      map((timers) => timers.find(({ ms }) => kind(ms))),
      filter((timer) => timer !== undefined),
    );
    const timer = await firstValueFrom(found$);
    this.#remove(timer);
    timer.work();
    return timer.ms;
  }

  fireAll(): void {
    for (const timer of this.#timers$.value) {
      this.#remove(timer);
      timer.work();
    }
  }

  #remove(timer: Timer): void {
    this.#timers$.next(this.#timers$.value.filter((one) => one !== timer));
  }
}
