import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;
const STOP_GRACE_MS = 1_000;

/** The part of MongoDB's change stream used here. */
interface Stream<Change> extends AsyncIterable<Change> {
  on(event: 'resumeTokenChanged', listener: (token: unknown) => void): unknown;
  close(): Promise<void>;
}

export interface Following<Change> {
  log: Logger;
  /** The name of what is followed, for the log. */
  what: string;
  /** @param resumeAfter where to continue; undefined to begin now */
  open: (resumeAfter: unknown) => Stream<Change>;
  heard: (change: Change) => void;
  /**
   * A stream is open: what is committed from now on is heard. Not before, or what happens between the telling and the opening
   * would be missed without a word.
   * @param isGapless whether all that happened since the stream before it is heard, too
   */
  opened: (isGapless: boolean) => void;
  firstRetryMs?: number;
}

export interface Followed {
  /** Resolves once the first stream is open, or cannot be opened for now. */
  start: () => Promise<void>;
  /** Does not wait long for a MongoDB that is gone. */
  stop: () => Promise<void>;
}

/** Follows a change stream for as long as the process runs: whenever one ends, the next one is opened. */
export class FollowedStream<Change> implements Followed {
  readonly #following: Required<Following<Change>>;
  readonly #stopping = new AbortController();
  #running: Promise<void> | null = null;
  readonly #begun: Promise<void>;
  #begin: () => void = () => undefined;
  #close: () => Promise<void> = async () => undefined;
  #resumeAfter: unknown;
  #retryMs: number;

  constructor(following: Following<Change>) {
    this.#following = { firstRetryMs: FIRST_RETRY_MS, ...following };
    this.#retryMs = this.#following.firstRetryMs;
    this.#begun = new Promise((resolve) => {
      this.#begin = resolve;
    });
  }

  start(): Promise<void> {
    this.#running ??= this.#run();
    return this.#begun;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const ended = Promise.all([this.#close(), this.#running]).catch((error) => this.#notClosed(error));
    // The driver keeps looking for a MongoDB that is gone, and offers no way to stop that.
    await Promise.race([ended, wait(STOP_GRACE_MS, undefined, { ref: false })]);
  }

  #notClosed(error: unknown): void {
    const { log, what } = this.#following;
    log.debug({ err: error, what }, 'a change stream did not close cleanly');
  }

  /** Never rejects, because nobody awaits it. */
  async #run(): Promise<void> {
    const { log, what } = this.#following;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const cause = await this.#follow().catch((error: unknown) => error);
      this.#begin();
      if (signal.aborted) return;
      log.warn({ err: cause, what }, 'a change stream ended; retrying');
      await wait(this.#retryMs, undefined, { signal }).catch(() => undefined);
      this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
    }
  }

  /** One stream, until it breaks, or ends by itself as it does when the collection is dropped. */
  async #follow(): Promise<void> {
    const { open, opened, heard, firstRetryMs } = this.#following;
    const resumeAfter = this.#resumeAfter;
    // The place may be gone from the oplog: whatever goes wrong before the stream is open, the next one begins without it.
    this.#resumeAfter = undefined;
    const stream = open(resumeAfter);
    this.#close = () => stream.close();
    let isOpen = false;
    // Comes with each look at the log, also when there is nothing to hear: so the place does not grow old in a quiet collection.
    stream.on('resumeTokenChanged', (token: unknown) => {
      this.#resumeAfter = token;
      this.#retryMs = firstRetryMs;
      if (isOpen) return;
      isOpen = true;
      opened(resumeAfter !== undefined);
      this.#begin();
    });
    try {
      for await (const change of stream) heard(change);
      // It ended by itself: nothing can be resumed behind that.
      this.#resumeAfter = undefined;
    } finally {
      // A stream whose connection is gone may fail to close, or never finish closing.
      stream.close().catch((error) => this.#notClosed(error));
    }
  }
}
