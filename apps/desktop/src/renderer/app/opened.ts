type Close = () => unknown;

/**
 * What was opened so far, to be closed in reverse order, whether opening succeeds or stops half way. Like
 * AsyncDisposableStack, which Chromium 130 does not have.
 */
export class Opened {
  readonly #closing: Close[] = [];
  #closed: Promise<void> | null = null;

  toClose(close: Close): void {
    this.#closing.push(close);
  }

  /** Once, however often it is asked. Closes everything, also after one of them failed. @throws the first failure */
  close = (): Promise<void> => {
    this.#closed ??= this.#closeAll();
    return this.#closed;
  };

  async #closeAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.#closing.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
