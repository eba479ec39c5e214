/**
 * How far companies have come at least, by whichever commit that this process has heard of. Whoever relies on it lets MongoDB check
 * it. A number for each company.
 */
export class KnownPositions {
  readonly #reached = new Map<string, number>();

  /**
   * The highest position heard of; 0 if none was. If a backup was restored, the company's actual position may be lower.
   */
  reached(companyId: string): number {
    return this.#reached.get(companyId) ?? 0;
  }

  heard(companyId: string, seq: number): void {
    this.#reached.set(companyId, Math.max(seq, this.reached(companyId)));
  }

  forget(companyId: string): void {
    this.#reached.delete(companyId);
  }
}
