import { Subject } from 'rxjs';
import { expect, it } from 'vitest';
import { type After, listenForNews } from './news-stream.ts';
import { TransportError } from './transport.ts';

const CLIENTS = 1_000;

/** Virtual time: what is to happen, by when. */
class Timeline {
  now = 0;
  readonly #due: { at: number; work: () => void }[] = [];

  readonly after: After = (ms, work) => {
    const timer = { at: this.now + ms, work };
    this.#due.push(timer);
    return () => {
      const at = this.#due.indexOf(timer);
      if (at >= 0) this.#due.splice(at, 1);
    };
  };

  /** Runs until nothing is due before `end`. */
  async runUntil(end: number): Promise<void> {
    for (;;) {
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      this.#due.sort((a, b) => a.at - b.at);
      if ((this.#due[0]?.at ?? Number.POSITIVE_INFINITY) > end) break;
      const next = this.#due.shift();
      this.now = next?.at ?? end;
      next?.work();
    }
    this.now = end;
  }
}

/** A fixed sequence in [0, 1), so that a failure can be reproduced. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

it.each([
  ['at once', 0],
  ['after five seconds', 5_000],
  ['after two minutes', 120_000],
])(
  'a thousand clients whose server is gone come back spread, the server being there again %s (FAULTS 20)',
  async (_when, downMs) => {
    const time = new Timeline();
    const stopping = new AbortController();
    const opened = new Map<number, number>();
    const attempts: number[] = [];
    let up = true;
    const cut: (() => void)[] = [];
    const clients = Array.from({ length: CLIENTS }, (_, index) => {
      const transport = {
        stream: async (onNews: (item: { seq: number }) => void, signal: AbortSignal) => {
          if (time.now > 0) attempts.push(time.now);
          if (!up) throw new TransportError('offline', 'refused');
          if (time.now > 0) opened.set(index, time.now);
          onNews({ seq: 1 });
          await new Promise<void>((resolve, reject) => {
            cut.push(() => reject(new TransportError('offline', 'cut')));
            signal.addEventListener('abort', () => resolve(), { once: true });
          });
        },
      };
      const ports = { transport, after: time.after, random: randomOf(index * 7_919 + 1), hurry$: new Subject<void>() };
      const listener = {
        onItem: () => undefined,
        onEnd: () => undefined,
        onRetry: () => undefined,
        untilItMayOpen: async () => undefined,
      };
      return listenForNews(ports, listener, stopping.signal);
    });
    await time.runUntil(1);
    up = false;
    for (const one of cut.splice(0)) one();
    await time.runUntil(downMs + 1);
    up = true;
    const back = time.now;
    await time.runUntil(back + 300_000);

    const perSecond = new Map<number, number>();
    for (const at of attempts) perSecond.set(Math.floor(at / 1_000), (perSecond.get(Math.floor(at / 1_000)) ?? 0) + 1);
    expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(CLIENTS / 10);
    const times = [...opened.values()].map((at) => at - back).sort((a, b) => a - b);
    expect(times).toHaveLength(CLIENTS);
    expect(times[Math.floor(CLIENTS * 0.95)]).toBeLessThanOrEqual(90_000);
    stopping.abort();
    await Promise.all(clients);
  },
);
