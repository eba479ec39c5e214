import { setTimeout as wait } from 'node:timers/promises';
import type { StreamItem } from '@marginiq/contract/stream';
import { type SyncTransport, TransportError } from '@marginiq/sync/transport';
import type { Random } from '../run/random.ts';
import type { Journal } from './journal.ts';
import type { WireEntry } from './wire-log.ts';

/** What befalls a client's calls. Shares are percentages. */
export interface NetworkFaults {
  /** The call takes effect and its reply does not arrive. */
  loseReplies: number;
  /** The call is sent twice at once, so that the two may arrive in any order. */
  duplicate: number;
  /** The call, and its reply, take up to so many milliseconds: calls overtake each other. */
  delayMs: number;
  dropItems: number;
}

export const NO_NETWORK_FAULTS: NetworkFaults = { loseReplies: 0, duplicate: 0, delayMs: 0, dropItems: 0 };

const lost = () => new TransportError('offline', 'the reply was lost');

/** The product's transport with faults in front of it; keeps a log of all that came. */
export class FaultyTransport implements SyncTransport {
  faults: NetworkFaults = NO_NETWORK_FAULTS;
  /** The version that the client speaks; null: its own. */
  protocol: number | null = null;
  /** Replies that were lost on purpose. */
  lostReplies = 0;
  readonly #inner: SyncTransport;
  readonly #random: Random;
  readonly #log: Journal<WireEntry>;

  constructor(inner: SyncTransport, random: Random, log: Journal<WireEntry>) {
    this.#inner = inner;
    this.#random = random;
    this.#log = log;
  }

  #hits(share: number): boolean {
    return share > 0 && this.#random.below(100) < share;
  }

  async #delay(): Promise<void> {
    if (this.faults.delayMs > 0) await wait(this.#random.below(this.faults.delayMs + 1));
  }

  async #meet<T>(call: () => Promise<T>): Promise<T> {
    await this.#delay();
    const doubled = this.#hits(this.faults.duplicate);
    const [reply] = doubled ? await Promise.all([call(), call()]) : [await call()];
    await this.#delay();
    if (this.#hits(this.faults.loseReplies)) {
      this.lostReplies += 1;
      throw lost();
    }
    return reply;
  }

  #spoken<T extends { protocol: number }>(input: T): T {
    return this.protocol === null ? input : { ...input, protocol: this.protocol };
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

  stream: SyncTransport['stream'] = (onNews, signal) => {
    const heard = (item: StreamItem) => {
      this.#log.append({ kind: 'item', item });
      if (!this.#hits(this.faults.dropItems)) onNews(item);
    };
    return this.#inner.stream(heard, signal);
  };
}
