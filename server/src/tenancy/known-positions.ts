/**
 * Where companies stood after this process's own last commit, for as long as nobody else's was heard of. What is known
 * here may be out of date at any moment: whoever goes by it lets MongoDB check it in the transaction. One number for
 * each company that this process has committed for.
 */
export class KnownPositions {
  readonly #positions = new Map<string, number>();

  of(companyId: string): number | undefined {
    return this.#positions.get(companyId);
  }

  committed(companyId: string, seq: number): void {
    this.#positions.set(companyId, seq);
  }

  /** The company is at this position, it is said. Where that is another's commit, more of them are likely. */
  heard(companyId: string, seq: number): void {
    if (seq > (this.#positions.get(companyId) ?? seq)) this.#positions.delete(companyId);
  }

  forget(companyId: string): void {
    this.#positions.delete(companyId);
  }

  forgetAll(): void {
    this.#positions.clear();
  }
}
