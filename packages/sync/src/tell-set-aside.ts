import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import type { PulledCollection } from '@marginiq/contract/pull';
import { MAX_REPORTED } from '@marginiq/contract/unreadable';
import type { Replica } from './replica.ts';
import type { SetAside } from './set-aside.ts';
import { type SyncTransport, TransportError, type TransportFault } from './transport.ts';

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

  constructor(replica: Replica, transport: SyncTransport, program: string) {
    this.#replica = replica;
    this.#transport = transport;
    this.#program = program;
  }

  /** As it stands; null where everything can be read. */
  get unreadable(): Unreadable | null {
    const all = this.#replica.setAside;
    if (all.length === 0) return null;
    const counts = { requests: 0, customers: 0, products: 0, reference: 0 };
    for (const { collection } of all) counts[collection] += 1;
    return { counts, isTold: all.every((one) => this.#told.has(nameOf(one))) };
  }

  /**
   * Tells what was not told yet, as much as one report takes. It is no part of being in step: if it fails, the next exchange
   * tries again.
   * @returns whether anything was told
   * @throws the signal's reason
   */
  async tell(signal: AbortSignal): Promise<boolean> {
    const untold = this.#replica.setAside.filter((one) => !this.#told.has(nameOf(one))).slice(0, MAX_REPORTED);
    const { reportUnreadable } = this.#transport;
    if (untold.length === 0 || reportUnreadable === undefined || this.#isRefused) return false;
    const documents = untold.map(({ collection, key, seq, where }) => ({ collection, key, seq, where }));
    try {
      await reportUnreadable({ protocol: PROTOCOL_VERSION, program: this.#program, documents }, signal);
      for (const one of untold) this.#told.add(nameOf(one));
      return true;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof TransportError && NEVER_TAKEN.has(error.fault)) this.#isRefused = true;
      return false;
    }
  }
}
