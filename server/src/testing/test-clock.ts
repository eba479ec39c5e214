import { v7 } from 'uuid';
import type { Clock } from '../clock.ts';

/**
 * A clock that does not move until it is advanced. It starts at the real time, because MongoDB's TTL index removes
 * expired documents by its own clock.
 */
export class TestClock implements Clock {
  #now = Date.now();

  now = (): string => new Date(this.#now).toISOString();
  newId = (): string => v7();

  advance({ minutes = 0, seconds = 0, ms = 0 }: { minutes?: number; seconds?: number; ms?: number }): void {
    this.#now += minutes * 60_000 + seconds * 1000 + ms;
  }
}
