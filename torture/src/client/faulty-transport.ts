import { setTimeout as wait } from 'node:timers/promises';
import type { StreamItem } from '@marginiq/contract/stream';
import { type SyncTransport, TransportError } from '@marginiq/sync/engine/transport';
import type { Random } from '../run/random.ts';
import type { Journal } from './journal.ts';
import type { MainThread } from './main-thread.ts';
import type { WireEntry } from './wire-log.ts';

/** What befalls a client's calls. Shares are percentages. */
export interface NetworkFaults {
  /** The call takes effect and its reply does not arrive. */
  loseReplies: number;
  /** The call is sent twice concurrently, so that the two may arrive in any order. */
  duplicate: number;
  /** The call, and its reply, take up to this many milliseconds: calls overtake each other. */
  delayMs: number;
  dropItems: number;
}

export const NO_NETWORK_FAULTS: NetworkFaults = { loseReplies: 0, duplicate: 0, delayMs: 0, dropItems: 0 };

const lost = () => new TransportError('offline', 'the reply was lost');

/** A device's way to the server, which all its windows share. */
export interface Line {
  faults: NetworkFaults;
  /** The version that the client speaks; null: its own. */
  protocol: number | null;
  /** Replies that were lost on purpose. */
  lostReplies: number;
  random: Random;
}

/** The product's transport with faults in front of it, for one window; keeps a log of all that came. */
export class FaultyTransport implements SyncTransport {
  readonly #inner: SyncTransport;
  readonly #line: Line;
  readonly #thread: MainThread;
  readonly #log: Journal<WireEntry>;

  constructor(
    inner: SyncTransport,
    { line, thread, log }: { line: Line; thread: MainThread; log: Journal<WireEntry> },
  ) {
    this.#inner = inner;
    this.#line = line;
    this.#thread = thread;
    this.#log = log;
  }

  #hits(share: number): boolean {
    return share > 0 && this.#line.random.below(100) < share;
  }

  async #delay(): Promise<void> {
    const { faults, random } = this.#line;
    if (faults.delayMs > 0) await wait(random.below(faults.delayMs + 1));
  }

  async #meet<T>(call: () => Promise<T>): Promise<T> {
    const line = this.#line;
    await this.#thread.pass();
    await this.#delay();
    const doubled = this.#hits(line.faults.duplicate);
    try {
      const [reply] = doubled ? await Promise.all([call(), call()]) : [await call()];
      await this.#delay();
      if (this.#hits(line.faults.loseReplies)) {
        line.lostReplies += 1;
        throw lost();
      }
      return reply;
    } finally {
      // A frozen window learns the answer, or the failure, when it is thawed.
      await this.#thread.pass();
    }
  }

  #spoken<T extends { protocol: number }>(input: T): T {
    const { protocol } = this.#line;
    return protocol === null ? input : { ...input, protocol };
  }

  push: SyncTransport['push'] = (input, signal) =>
    this.#meet(async () => {
      const reply = await this.#inner.push(this.#spoken(input), signal);
      this.#log.append({ kind: 'push', ids: input.commands.map(({ id }) => id), reply });
      return reply;
    });

  pull: SyncTransport['pull'] = (input, signal) =>
    this.#meet(async () => {
      const reply = await this.#inner.pull(this.#spoken(input), signal);
      this.#log.append({ kind: 'pull', cursor: input.cursor, reply });
      return reply;
    });

  reportUnreadable: SyncTransport['reportUnreadable'] = async (input, signal) => {
    await this.#thread.pass();
    return this.#inner.reportUnreadable?.(this.#spoken(input), signal);
  };

  stream: SyncTransport['stream'] = async (onNews, signal) => {
    await this.#thread.pass();
    const heard = (item: StreamItem) => {
      this.#log.append({ kind: 'item', item });
      if (!this.#hits(this.#line.faults.dropItems)) this.#thread.later(() => onNews(item));
    };
    await this.#inner.stream(heard, signal).finally(() => this.#thread.pass());
  };
}
