import { useSyncExternalStore } from 'react';
import type { Observable, Subscription } from 'rxjs';

/** The newest value of a stream, kept for as long as the workspace is open, so that a screen never starts empty. */
export class Live<T> {
  #current: T;
  readonly #watchers = new Set<() => void>();
  readonly #subscription: Subscription;

  constructor(source: Observable<T>, initial: T, onError: (error: unknown) => void) {
    this.#current = initial;
    this.#subscription = source.subscribe({
      next: (value) => {
        this.#current = value;
        for (const watcher of this.#watchers) watcher();
      },
      error: onError,
    });
  }

  get = (): T => this.#current;

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  close(): void {
    this.#subscription.unsubscribe();
  }
}

export function useLive<T>(live: Live<T>): T {
  return useSyncExternalStore(live.watch, live.get);
}
