import { MAX_PULL_ROWS } from '@marginiq/contract/pull';

const SMALLEST = 10;
const SHRINK_BY = 4;
const GROW_BY = 2;

/** How many rows the next page may have. A line that fell silent in the middle of one gets smaller ones for a while. */
export class PageSize {
  #rows = MAX_PULL_ROWS;

  /** Undefined: as many as the server gives. */
  get maxRows(): number | undefined {
    return this.#rows === MAX_PULL_ROWS ? undefined : this.#rows;
  }

  shrink(): void {
    this.#rows = Math.max(SMALLEST, Math.floor(this.#rows / SHRINK_BY));
  }

  /** A page came through. */
  grow(): void {
    this.#rows = Math.min(MAX_PULL_ROWS, this.#rows * GROW_BY);
  }
}
