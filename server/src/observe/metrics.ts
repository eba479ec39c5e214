import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** From what nobody notices to what a client gives up on, in seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

/** What became of one attempt to commit. `stale` and `reserved` are tried again. */
export type AttemptOutcome = 'written' | 'empty' | 'stale' | 'reserved' | 'duplicate' | 'failed';

/** Counts of the present, read when somebody asks. */
export interface Gauged {
  openStreams: () => number;
  waitingPushes: () => number;
  callsUnderWay: () => number;
  /** The mean of the event loop's delay since it was last asked, in seconds. */
  eventLoopLag: () => number;
}

/**
 * One process's measurements. No label has an unbounded set of values, neither companies nor people, or a large installation's
 * metrics would outgrow its data.
 */
export class Metrics {
  readonly registry = new Registry();
  readonly #queueWait = this.#histogram('marginiq_push_queue_wait_seconds', 'How long a push waited for its turn');
  readonly #decide = this.#histogram(
    'marginiq_push_decide_seconds',
    'How long reading and deciding took, each attempt',
  );
  readonly #commit = this.#histogram('marginiq_push_commit_seconds', 'How long a commit of pushes took, all attempts');
  readonly #pull = this.#histogram('marginiq_pull_seconds', 'How long a page of changes took');
  readonly #newsLag = this.#histogram(
    'marginiq_news_lag_seconds',
    'From hearing of a commit to telling it to the streams',
  );
  readonly #attempts = new Counter({
    name: 'marginiq_commit_attempts_total',
    help: 'Attempts to commit pushes, by what became of them',
    labelNames: ['outcome'] as const,
    registers: [this.registry],
  });
  readonly #refusedPushes = new Counter({
    name: 'marginiq_pushes_refused_total',
    help: 'Pushes that were told to come again, by why',
    labelNames: ['why'] as const,
    registers: [this.registry],
  });

  queueWaited = (seconds: number): void => this.#queueWait.observe(seconds);
  decided = (seconds: number): void => this.#decide.observe(seconds);
  committed = (seconds: number): void => this.#commit.observe(seconds);
  pulled = (seconds: number): void => this.#pull.observe(seconds);
  newsTold = (seconds: number): void => this.#newsLag.observe(seconds);
  attempted = (outcome: AttemptOutcome): void => this.#attempts.inc({ outcome });
  pushRefused = (why: 'full' | 'late' | 'outage' | 'maintenance'): void => this.#refusedPushes.inc({ why });

  /** @param gauged as they are at each scrape */
  gauge({ openStreams, waitingPushes, callsUnderWay, eventLoopLag }: Gauged): void {
    this.#gauge('marginiq_open_streams', 'Streams that are open', openStreams);
    this.#gauge('marginiq_waiting_pushes', 'Pushes that wait for their turn', waitingPushes);
    this.#gauge('marginiq_calls_under_way', 'Calls under way', callsUnderWay);
    this.#gauge('marginiq_event_loop_lag_seconds', 'Mean delay of the event loop since the last scrape', eventLoopLag);
  }

  #gauge(name: string, help: string, read: () => number): void {
    const collect = function (this: Gauge) {
      this.set(read());
    };
    new Gauge({ name, help, registers: [this.registry], collect });
  }

  #histogram(name: string, help: string): Histogram {
    return new Histogram({ name, help, buckets: BUCKETS, registers: [this.registry] });
  }
}

/** How long work takes, in seconds, also if it fails. */
export async function timed<T>(observe: (seconds: number) => void, work: () => Promise<T>): Promise<T> {
  const before = performance.now();
  try {
    return await work();
  } finally {
    observe((performance.now() - before) / 1000);
  }
}
