import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../tenancy/database.ts';
import { logicalIdOf } from '../tenancy/tenant-collection.ts';

const RETRY_MS = 2_000;
const STOP_GRACE_MS = 1_000;

interface Options {
  log: Logger;
  ended: (sessionId: string) => void;
  /** Sessions may have ended without a word. */
  missed: () => void;
  retryMs?: number;
}

/** Tells this process which sessions end, whichever process ended them, for their streams to end at once. */
export class SessionWatch {
  readonly #database: Database;
  readonly #options: Required<Options>;
  readonly #stopping = new AbortController();
  #running: Promise<void> | null = null;
  #close: () => Promise<void> = async () => undefined;

  constructor(database: Database, options: Options) {
    this.#database = database;
    this.#options = { retryMs: RETRY_MS, ...options };
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Does not wait long for a MongoDB that is gone. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const ended = Promise.all([this.#close(), this.#running]).catch(() => undefined);
    await Promise.race([ended, wait(STOP_GRACE_MS, undefined, { ref: false })]);
  }

  async #run(): Promise<void> {
    let resumeAfter: unknown;
    /** Whether nothing was heard since the last attempt to listen. */
    let inVain = true;
    const { signal } = this.#stopping;
    const { log, ended, missed, retryMs } = this.#options;
    while (!signal.aborted) {
      const stream = this.#database.watchEndedSessions(resumeAfter);
      this.#close = () => stream.close();
      try {
        for await (const change of stream) {
          resumeAfter = change._id;
          inVain = false;
          if ('documentKey' in change) ended(logicalIdOf(change.documentKey._id));
        }
      } catch (error) {
        if (signal.aborted) return;
        log.warn({ err: error }, 'the ends of sessions cannot be heard; listening again');
        // Where it could be resumed, nothing is missed; where that fails too, or nothing had been heard yet, there is no telling.
        if (inVain || resumeAfter === undefined) {
          resumeAfter = undefined;
          missed();
        }
        inVain = true;
        await wait(retryMs, undefined, { signal }).catch(() => undefined);
      } finally {
        await stream.close().catch(() => undefined);
      }
    }
  }
}
