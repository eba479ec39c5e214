import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { CommitNews } from '../tenancy/commit.ts';
import type { Database } from '../tenancy/database.ts';
import type { CounterRecord } from '../tenancy/documents.ts';
import { KnownPositions } from '../tenancy/known-positions.ts';
import { companyOfPhysicalId } from '../tenancy/tenant-collection.ts';
import { CompanyNews, type NewsListener } from './company-news.ts';
import { readWritten } from './read-written.ts';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;
const STOP_GRACE_MS = 1_000;

/** Where a change stream goes on, and how long to wait before that. */
interface Place {
  resumeAfter: unknown;
  retryMs: number;
}

/**
 * Tells the streams of this process that a company has news, whichever process committed it. One MongoDB change
 * stream over the companies' counters per process; each commit moves one counter, inside its own transaction.
 */
export class ChangeFeed {
  readonly #database: Database;
  readonly #log: Logger;
  readonly positions = new KnownPositions();
  readonly #companies = new Map<string, CompanyNews>();
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

  /** Does not wait long for a MongoDB that is gone: the driver keeps looking for it and cannot be told to stop. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const ended = Promise.all([this.#close(), this.#running]).catch((error) => {
      this.#log.debug({ err: error }, 'the change stream did not close cleanly');
    });
    await Promise.race([ended, wait(STOP_GRACE_MS, undefined, { ref: false })]);
  }

  /** @returns how to stop listening */
  listen(companyId: string, listener: NewsListener): () => void {
    const news = this.#companies.get(companyId) ?? this.#open(companyId);
    news.listeners.add(listener);
    return () => {
      news.listeners.delete(listener);
      if (news.listeners.size === 0 && this.#companies.get(companyId) === news) this.#companies.delete(companyId);
    };
  }

  #open(companyId: string): CompanyNews {
    const news = new CompanyNews(async (after, upTo) => {
      try {
        return await readWritten(this.#database.tenant(companyId), after, upTo);
      } catch (error) {
        this.#log.warn({ err: error, companyId }, 'news could not be read; the clients pull them');
        return null;
      }
    });
    this.#companies.set(companyId, news);
    return news;
  }

  /** A commit of this process is told at once; its change event then says nothing new. */
  announce(companyId: string, news: CommitNews): void {
    this.positions.committed(companyId, news.seq);
    this.#companies.get(companyId)?.committed(news);
  }

  #moved(physicalId: string, { seq, epoch }: Partial<Pick<CounterRecord, 'seq' | 'epoch'>> = {}): void {
    const companyId = companyOfPhysicalId(physicalId);
    const company = this.#companies.get(companyId);
    if (epoch !== undefined) {
      this.positions.forget(companyId);
      company?.restarted();
    } else if (seq !== undefined) {
      this.positions.heard(companyId, seq);
      company?.reached(seq);
    }
  }

  #everybodyPulls(): void {
    this.positions.forgetAll();
    for (const news of this.#companies.values()) news.missed();
  }

  /** Never rejects, for nobody waits for it: however a stream ends, the next one is opened. */
  async #run(): Promise<void> {
    const place: Place = { resumeAfter: undefined, retryMs: FIRST_RETRY_MS };
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const cause = await this.#follow(place).catch((error: unknown) => error);
      if (signal.aborted) return;
      this.#log.warn({ err: cause }, 'the change stream ended; opening it again');
      // The place to resume from may be gone from the oplog. What happened since is found by pulling.
      if (place.resumeAfter !== undefined && place.retryMs > FIRST_RETRY_MS) place.resumeAfter = undefined;
      await wait(place.retryMs, undefined, { signal }).catch(() => undefined);
      place.retryMs = Math.min(place.retryMs * 2, LAST_RETRY_MS);
      this.#everybodyPulls();
    }
  }

  /** One stream, until it breaks, or ends by itself as it does when the collection is dropped. */
  async #follow(place: Place): Promise<void> {
    const stream = this.#database.watchCounters(place.resumeAfter);
    this.#close = () => stream.close();
    try {
      for await (const change of stream) {
        place.resumeAfter = change._id;
        place.retryMs = FIRST_RETRY_MS;
        if (change.operationType === 'update')
          this.#moved(change.documentKey._id, change.updateDescription.updatedFields);
      }
    } finally {
      // A stream whose connection is gone may fail to close, or never finish closing.
      stream.close().catch((error) => this.#log.debug({ err: error }, 'the change stream did not close cleanly'));
    }
  }
}
