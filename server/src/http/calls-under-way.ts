/** Counts what is under way at the same time, by whose it is. */
export class CallsUnderWay {
  readonly #counts = new Map<string, number>();

  /** @returns how to leave again, or null if as many are under way as may be */
  enter(whose: readonly { key: string; most: number }[]): (() => void) | null {
    if (whose.some(({ key, most }) => (this.#counts.get(key) ?? 0) >= most)) return null;
    for (const { key } of whose) this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      for (const { key } of whose) {
        const rest = (this.#counts.get(key) ?? 0) - 1;
        if (rest > 0) this.#counts.set(key, rest);
        else this.#counts.delete(key);
      }
    };
  }
}
