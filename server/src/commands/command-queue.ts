import { currentContext, inContext, sharedContext } from '../observe/call-context.ts';
import type { Metrics } from '../observe/metrics.ts';
import { timed } from '../observe/metrics.ts';
import { inSpan, spanSince } from '../observe/tracing.ts';
import { RETRY_AFTER_OUTAGE_SECONDS, ServerBusyError } from '../server-busy.ts';
import { commit } from '../tenancy/commit.ts';
import type { Database } from '../tenancy/database.ts';
import { isUnavailable } from '../tenancy/mongo-errors.ts';
import type { CommitNews } from '../tenancy/unit-of-work.ts';
import type { BatchDecider, BatchResult, CommandBatch } from './decide-batch.ts';
import { type WaitingPush, WaitingPushes } from './waiting-pushes.ts';

/**
 * A device gives up after 30 s without an answer. A push that waited this long for its turn is asked to retry instead.
 */
const MAX_WAIT_MS = 20_000;

interface QueueOptions {
  feed: Feed;
  metrics: Metrics;
  maxWaitMs?: number;
  /** Why nothing is decided now; null: it is. */
  refusal?: () => Error | null;
}

/** For what reason waiting pushes are refused, and how they are told. */
interface Refused {
  why: 'outage' | 'maintenance';
  error: Error;
}

const outage = (cause: unknown): Refused => ({
  why: 'outage',
  error: new ServerBusyError(RETRY_AFTER_OUTAGE_SECONDS, cause),
});

/** Where commits are announced. */
interface Feed {
  announce: (companyId: string, news: CommitNews) => void;
}

/**
 * Commits of one company, one after the other. Pushes that wait while one is running are merged into the next transaction,
 * taking turns by person, so that within a process nobody competes for the company's counter; between processes MongoDB's write
 * conflicts order them.
 */
export class CommandQueue {
  readonly #database: Database;
  readonly #decider: BatchDecider;
  readonly #feed: Feed;
  readonly #metrics: Metrics;
  readonly #maxWaitMs: number;
  readonly #refusal: () => Error | null;
  readonly #waiting = new Map<string, WaitingPushes>();
  readonly #running = new Set<string>();

  constructor(
    database: Database,
    decider: BatchDecider,
    { feed, metrics, maxWaitMs = MAX_WAIT_MS, refusal = () => null }: QueueOptions,
  ) {
    this.#database = database;
    this.#decider = decider;
    this.#feed = feed;
    this.#metrics = metrics;
    this.#maxWaitMs = maxWaitMs;
    this.#refusal = refusal;
  }

  /** How many pushes wait, of all companies. */
  get waiting(): number {
    return [...this.#waiting.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * Resolves once every outcome is committed by a majority of the replica set.
   * @throws ServerBusyError if too many wait, of this person or in all, its turn does not come, or MongoDB cannot be reached; the refusal of
   * a maintenance: pushed again, each command finds its outcome
   */
  push(companyId: string, batch: CommandBatch): Promise<BatchResult> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(companyId) ?? new WaitingPushes();
      const late = setTimeout(() => {
        if (!waiting.remove(push)) return;
        this.#metrics.pushRefused('late');
        reject(new ServerBusyError());
      }, this.#maxWaitMs);
      const isTaken = () => clearTimeout(late);
      const push: WaitingPush = {
        askedAt: performance.now(),
        context: currentContext(),
        batch,
        resolve,
        reject,
        isTaken,
      };
      if (!waiting.add(push)) {
        isTaken();
        this.#metrics.pushRefused('full');
        reject(new ServerBusyError());
        return;
      }
      this.#waiting.set(companyId, waiting);
      if (!this.#running.has(companyId)) void this.#drain(companyId);
    });
  }

  async #drain(companyId: string): Promise<void> {
    this.#running.add(companyId);
    const take = () => this.#waiting.get(companyId)?.take() ?? [];
    for (let next = take(); next.length > 0; next = take()) {
      // A push may have been let in before a maintenance began. What is being committed then is; nothing behind it.
      const refusal = this.#refusal();
      if (refusal === null) await this.#commit(companyId, next);
      else this.#refuse(companyId, next, { why: 'maintenance', error: refusal });
    }
    this.#waiting.delete(companyId);
    this.#running.delete(companyId);
  }

  /**
   * Never throws: if a merged commit fails, its pushes are retried one by one, so that one cannot fail the others. If
   * MongoDB is unreachable, retrying would only take each of them as long again, so all are asked to retry.
   */
  async #commit(companyId: string, taken: WaitingPush[]): Promise<{ isAway: boolean }> {
    try {
      const now = performance.now();
      for (const { askedAt } of taken) {
        this.#metrics.queueWaited((now - askedAt) / 1000);
        spanSince('queue', now - askedAt);
      }
      const context = sharedContext(
        companyId,
        taken.map((one) => one.context),
      );
      const { result, ...news } = await inContext(context, () => this.#decideAndWrite(companyId, taken));
      this.#feed.announce(companyId, news);
      for (const [index, { resolve, reject }] of taken.entries()) {
        const own = result[index];
        if (own === undefined) reject(new Error('a push was committed without a result'));
        else resolve(own);
      }
    } catch (error) {
      if (isUnavailable(error)) {
        this.#refuse(companyId, taken, outage(error));
        return { isAway: true };
      }
      if (taken.length > 1) return this.#commitEach(companyId, taken, error);
      for (const { reject } of taken) reject(error);
    }
    return { isAway: false };
  }

  #decideAndWrite(companyId: string, taken: WaitingPush[]) {
    const { decided, committed, attempted } = this.#metrics;
    const batches = taken.map(({ batch }) => batch);
    const options = {
      gathersReads: true,
      askedAt: Math.min(...taken.map((one) => one.askedAt)),
      onAttempt: attempted,
    };
    const size = { pushes: taken.length, commands: batches.reduce((sum, { envelopes }) => sum + envelopes.length, 0) };
    return inSpan('commit', size, () =>
      timed(committed, () =>
        commit(
          this.#database.tenant(companyId),
          (unit) => inSpan('decide', size, () => timed(decided, () => this.#decider.decide(unit, batches))),
          options,
        ),
      ),
    );
  }

  async #commitEach(companyId: string, taken: WaitingPush[], cause: unknown): Promise<{ isAway: boolean }> {
    for (const [index, one] of taken.entries()) {
      const { isAway } = await this.#commit(companyId, [one]);
      if (!isAway) continue;
      this.#refuse(companyId, taken.slice(index + 1), outage(cause));
      return { isAway };
    }
    return { isAway: false };
  }

  /** With those that wait behind them. */
  #refuse(companyId: string, taken: WaitingPush[], { why, error }: Refused): void {
    const waiting = this.#waiting.get(companyId)?.all ?? [];
    this.#waiting.delete(companyId);
    for (const { reject, isTaken } of [...taken, ...waiting]) {
      isTaken();
      this.#metrics.pushRefused(why);
      reject(error);
    }
  }
}
