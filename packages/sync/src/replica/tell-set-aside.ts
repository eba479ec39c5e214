import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import type { PulledCollection } from '@marginiq/contract/pull';
import { MAX_REPORTED } from '@marginiq/contract/unreadable';
import { unlessAborted } from '../engine/news-stream.ts';
import { type SyncTransport, TransportError, type TransportFault } from '../engine/transport.ts';
import type { Replica } from './replica.ts';
import type { SetAside } from './set-aside.ts';

/** How much of what the server sent cannot be read, and whether the server knows. */
export interface Unreadable {
  counts: Record<PulledCollection, number>;
  isTold: boolean;
}

/** The server does not take such reports, and asking again does not change that. */
const NEVER_TAKEN: ReadonlySet<TransportFault> = new Set(['outdated', 'rejected']);

const nameOf = ({ collection, key, seq }: SetAside) => `${collection}/${key}@${seq}`;

/**
 * Tells the server what this program cannot read. Each version of a document once, while the program runs: so after a restart the
 * server hears again of what is still set aside.
 */
export class SetAsideTeller {
  readonly #replica: Replica;
  readonly #transport: SyncTransport;
  readonly #program: string;
  readonly #told = new Set<string>();
  #isRefused = false;
  #isTelling = false;

  constructor(replica: Replica, transport: SyncTransport, program: string) {
    this.#replica = replica;
    this.#transport = transport;
    this.#program = program;
  }

  /** The current list; null if everything can be read. */
  get unreadable(): Unreadable | null {
    const all = this.#replica.setAside;
    if (all.length === 0) return null;
    const counts = { requests: 0, customers: 0, products: 0, reference: 0 };
    for (const { collection } of all) counts[collection] += 1;
    return { counts, isTold: all.every((one) => this.#told.has(nameOf(one))) };
  }

  /**
   * Reports what was not reported yet, as much as fits into one report, in the background: it is not part of being in step. One
   * report at a time. If it fails, the next call tries again.
   */
  tell(signal: AbortSignal, onTold: () => void): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    this.#report(signal)
      .then((isTold) => {
        if (isTold) onTold();
      })
      .finally(() => {
        this.#isTelling = false;
      });
  }

  /** @returns whether anything was reported */
  async #report(signal: AbortSignal): Promise<boolean> {
    const untold = this.#replica.setAside.filter((one) => !this.#told.has(nameOf(one))).slice(0, MAX_REPORTED);
    const { reportUnreadable } = this.#transport;
    if (untold.length === 0 || reportUnreadable === undefined || this.#isRefused || signal.aborted) return false;
    const documents = untold.map(({ collection, key, seq, where }) => ({ collection, key, seq, where }));
    try {
      // A server may never answer, and a transport may not heed the signal.
      const report = { protocol: PROTOCOL_VERSION, program: this.#program, documents };
      await unlessAborted(signal, reportUnreadable(report, signal));
      if (signal.aborted) return false;
      for (const one of untold) this.#told.add(nameOf(one));
      return true;
    } catch (error) {
      if (error instanceof TransportError && NEVER_TAKEN.has(error.fault)) this.#isRefused = true;
      return false;
    }
  }
}
