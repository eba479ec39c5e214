/** Beyond this many unwritten pages, we pull instead. */
const MAX_WAITING = 50;

/** The page in an item of the stream, whatever came instead of one. */
const pageIn = (item: unknown): unknown =>
  typeof item === 'object' && item !== null && 'page' in item ? item.page : null;

/** Pages that the stream brought and that are not written yet, in their order and as they came. */
export class StreamedPages {
  #waiting: unknown[] = [];

  /**
   * @param first it is the first item of a stream, which knows nothing of what happened while there was none
   * @returns false if what the stream brought is not enough: then all of it is dropped, and has to be pulled
   */
  add(item: unknown, first: boolean): boolean {
    const page = pageIn(item);
    if (first || !page || this.#waiting.length >= MAX_WAITING) {
      this.#waiting = [];
      return false;
    }
    this.#waiting.push(page);
    return true;
  }

  /** All of them; they count as written from now on. */
  take(): unknown[] {
    return this.#waiting.splice(0);
  }
}
