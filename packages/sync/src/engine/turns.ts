/**
 * Work on the rows of a local database, one after another for each row. A row is sealed before it is written, so without
 * turns an older text could overtake a newer one, and a reader that comes right after a writer would miss its text.
 */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Does `work` once all earlier work on this row is over, whether or not that succeeded. */
  async take<T>(row: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(row) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#last.set(row, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(row) === mine) this.#last.delete(row);
    }
  }
}
