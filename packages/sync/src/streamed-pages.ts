import type { StreamedPage, StreamItem } from '@marginiq/contract/stream';

/** Beyond this many unwritten pages, we pull instead. */
const MAX_WAITING = 50;

/** Pages that the stream brought and that are not written yet, in their order. */
export class StreamedPages {
  #waiting: StreamedPage[] = [];

  /**
   * @param first it is the first item of a stream, which knows nothing of what happened while there was none
   * @returns false if what the stream brought is not enough: then all of it is dropped, and has to be pulled
   */
  add(page: StreamItem['page'], first: boolean): boolean {
    if (first || !page || this.#waiting.length >= MAX_WAITING) {
      this.#waiting = [];
      return false;
    }
    this.#waiting.push(page);
    return true;
  }

  /** All of them; they count as written from now on. */
  take(): StreamedPage[] {
    return this.#waiting.splice(0);
  }
}
