type Event = Record<string, unknown>;

/** A change stream that a test feeds, breaks and looks at. It is open once the test says so, or has something to tell. */
export class FakeChangeStream {
  readonly resumeAfter: unknown;
  #events: Event[] = [];
  #error: Error | null = null;
  #closing: () => Promise<void> = async () => undefined;
  #closed = false;
  #wake: () => void = () => undefined;
  #tokenChanged: (token: unknown) => void = () => undefined;

  constructor(resumeAfter: unknown) {
    this.resumeAfter = resumeAfter;
  }

  on(_event: 'resumeTokenChanged', listener: (token: unknown) => void): void {
    this.#tokenChanged = listener;
  }

  /** @param token the position of MongoDB's log, which is also sent when there is nothing to report */
  open(token: unknown = 'a place in the log'): void {
    this.#tokenChanged(token);
  }

  emit(event: Event): void {
    this.#events.push(event);
    this.#wake();
  }

  break(): void {
    this.#error = new Error('the connection broke');
    this.#wake();
  }

  /** The connection is gone so thoroughly that not even closing works: it fails, or never ends. */
  breakForGood(how: 'fails' | 'hangs' = 'fails'): void {
    this.#closing = () =>
      how === 'hangs' ? new Promise(() => undefined) : Promise.reject(new Error('closing failed too'));
    this.break();
  }

  /** As after its collection was dropped. */
  end(): void {
    this.#closed = true;
    this.#wake();
  }

  async close(): Promise<void> {
    this.end();
    await this.#closing();
  }

  async *[Symbol.asyncIterator]() {
    for (;;) {
      for (let event = this.#events.shift(); event !== undefined; event = this.#events.shift()) {
        this.#tokenChanged(event._id);
        yield event;
      }
      if (this.#error !== null) throw this.#error;
      if (this.#closed) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
