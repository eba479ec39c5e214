import type { Logger } from 'pino';
import type { Metrics } from '../observe/metrics.ts';
import { inSpan } from '../observe/tracing.ts';
import type { Database } from '../tenancy/database.ts';
import type { CounterRecord } from '../tenancy/documents.ts';
import { KnownPositions } from '../tenancy/known-positions.ts';
import { companyOfPhysicalId } from '../tenancy/tenant-collection.ts';
import type { CommitNews } from '../tenancy/unit-of-work.ts';
import { CompanyNews, type NewsListener } from './company-news.ts';
import { type Followed, FollowedStream } from './followed-stream.ts';
import { readWritten } from './read-written.ts';

/**
 * Tells the streams of this process that a company has news, whichever process committed it. One MongoDB change
 * stream over the companies' counters per process; each commit moves one counter, inside its own transaction.
 */
export class ChangeFeed {
  readonly #database: Database;
  readonly #log: Logger;
  readonly #metrics: Pick<Metrics, 'newsTold'> | undefined;
  readonly positions = new KnownPositions();
  readonly #companies = new Map<string, CompanyNews>();
  readonly #counters: Followed;

  constructor(database: Database, log: Logger, metrics?: Pick<Metrics, 'newsTold'>) {
    this.#metrics = metrics;
    this.#database = database;
    this.#log = log;
    this.#counters = new FollowedStream({
      log,
      what: 'counters',
      open: (resumeAfter) => database.watchCounters(resumeAfter),
      heard: (change) => {
        if (change.operationType === 'update')
          this.#moved(change.documentKey._id, change.updateDescription.updatedFields);
      },
      opened: () => this.#everybodyPulls(),
    });
  }

  /** Resolves once commits of other processes are heard, or cannot be for now. */
  start(): Promise<void> {
    return this.#counters.start();
  }

  stop(): Promise<void> {
    return this.#counters.stop();
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
    const read = async (after: number, upTo: number) => {
      try {
        const store = this.#database.tenant(companyId);
        return await inSpan('news', { positions: upTo - after }, () => readWritten(store, after, upTo));
      } catch (error) {
        this.#log.warn({ err: error, companyId }, 'news could not be read; the clients pull them');
        return null;
      }
    };
    const news = new CompanyNews(read, this.#metrics?.newsTold);
    this.#companies.set(companyId, news);
    return news;
  }

  /** A commit of this process is announced immediately; its change event then adds nothing. */
  announce(companyId: string, news: CommitNews): void {
    this.positions.heard(companyId, news.seq);
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
    for (const news of this.#companies.values()) news.missed();
  }
}
