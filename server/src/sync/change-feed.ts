import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../tenancy/database.ts';
import { companyOfPhysicalId } from '../tenancy/tenant-collection.ts';

/** Told the company's newest position, or null: "something was missed, pull". */
type Listener = (seq: number | null) => void;

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;
const STOP_GRACE_MS = 1_000;

/**
 * Tells the streams of this process that a company has news, whichever process committed it. One MongoDB change
 * stream over the companies' counters per process; each commit moves one counter, inside its own transaction.
 */
export class ChangeFeed {
  readonly #database: Database;
  readonly #log: Logger;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #newest = new Map<string, number>();
  readonly #stopping = new AbortController();
  #running: Promise<void> | null = null;
  #close: () => Promise<void> = async () => undefined;

  constructor(database: Database, log: Logger) {
    this.#database = database;
    this.#log = log;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Does not wait long for a MongoDB that is gone: the driver goes on looking for it and can not be told to stop. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const ended = Promise.all([this.#close(), this.#running]).catch((error) => {
      this.#log.debug({ err: error }, 'the change stream did not close cleanly');
    });
    await Promise.race([ended, wait(STOP_GRACE_MS, undefined, { ref: false })]);
  }

  listen(companyId: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(companyId) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(companyId, listeners);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0 || this.#listeners.get(companyId) !== listeners) return;
      this.#listeners.delete(companyId);
      this.#newest.delete(companyId);
    };
  }

  /** A commit of this process is told at once; its change event then says nothing new. */
  announce(companyId: string, seq: number): void {
    const listeners = this.#listeners.get(companyId);
    if (listeners === undefined || seq <= (this.#newest.get(companyId) ?? -1)) return;
    this.#newest.set(companyId, seq);
    for (const listener of listeners) listener(seq);
  }

  #everybodyPulls(): void {
    for (const listeners of this.#listeners.values()) for (const listener of listeners) listener(null);
  }

  async #run(): Promise<void> {
    let resumeAfter: unknown;
    let retryMs = FIRST_RETRY_MS;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const stream = this.#database.watchCounters(resumeAfter);
      this.#close = () => stream.close();
      try {
        for await (const change of stream) {
          resumeAfter = change._id;
          retryMs = FIRST_RETRY_MS;
          if (!('documentKey' in change)) continue;
          const seq =
            change.operationType === 'update'
              ? change.updateDescription.updatedFields?.seq
              : 'fullDocument' in change
                ? change.fullDocument?.seq
                : undefined;
          if (seq !== undefined) this.announce(companyOfPhysicalId(change.documentKey._id), seq);
        }
      } catch (error) {
        if (signal.aborted) return;
        this.#log.warn({ err: error }, 'the change stream broke; opening it again');
        // The place to resume from may be gone from the oplog. What happened since is found by pulling.
        if (resumeAfter !== undefined && retryMs > FIRST_RETRY_MS) resumeAfter = undefined;
        await wait(retryMs, undefined, { signal }).catch(() => undefined);
        retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
        this.#everybodyPulls();
      } finally {
        await stream.close();
      }
    }
  }
}
