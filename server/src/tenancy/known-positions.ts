/**
 * Where companies stood after this process's own last commit, for as long as nobody else's was heard of; and how far they have
 * come at least, by whichever commit. What is known here may be out of date at any moment: whoever relies on it lets MongoDB check
 * it. Two numbers for each company that this process has heard of.
 */
export class KnownPositions {
  readonly #positions = new Map<string, number>();
  readonly #reached = new Map<string, number>();

  of(companyId: string): number | undefined {
    return this.#positions.get(companyId);
  }

  /** The highest position heard of; 0 if none was. If a backup was restored, the company may stand before it. */
  reached(companyId: string): number {
    return this.#reached.get(companyId) ?? 0;
  }

  committed(companyId: string, seq: number): void {
    this.#positions.set(companyId, seq);
    this.#reach(companyId, seq);
  }

  /** The company is at this position, it is said. Where that is another's commit, more of them are likely. */
  heard(companyId: string, seq: number): void {
    if (seq > (this.#positions.get(companyId) ?? seq)) this.#positions.delete(companyId);
    this.#reach(companyId, seq);
  }

  #reach(companyId: string, seq: number): void {
    this.#reached.set(companyId, Math.max(seq, this.reached(companyId)));
  }

  forget(companyId: string): void {
    this.#positions.delete(companyId);
    this.#reached.delete(companyId);
  }

  /** Commits of others may have been missed. How far companies have come at least stays true. */
  forgetAll(): void {
    this.#positions.clear();
  }
}
