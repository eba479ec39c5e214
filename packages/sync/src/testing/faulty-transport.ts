import fc from 'fast-check';
import { type SyncTransport, TransportError } from '../engine/transport.ts';
import { oneTurn } from './fake-server.ts';

/** What befalls one push or pull. */
export const FAULTS = [
  'none',
  /** The call never arrives. */
  'offline',
  /** The call takes effect, its reply does not arrive. */
  'replyLost',
  /** Something on the way sends the call twice; the reply of the second arrives. */
  'duplicated',
  /** The call takes its time, before and after its effect. */
  'slow',
  /** The server answers that it cannot, now. */
  'busy',
] as const;
export type Fault = (typeof FAULTS)[number];

/** What befalls one stream: after how many items it is cut, and whether it swallows every second one. */
export interface StreamFault {
  cutAfter: number;
  deaf: boolean;
}

export interface FaultSchedule {
  calls: readonly Fault[];
  streams: readonly StreamFault[];
}

export const faultSchedules: fc.Arbitrary<FaultSchedule> = fc.record({
  calls: fc.array(fc.constantFrom(...FAULTS), { maxLength: 12 }),
  streams: fc.array(fc.record({ cutAfter: fc.nat(3), deaf: fc.boolean() }), { maxLength: 3 }),
});

const offline = () => new TransportError('offline', 'the connection was cut');

/** A transport whose calls meet the faults of a schedule, one after the other; when that is used up, none any more. */
export class FaultyTransport implements SyncTransport {
  /** While set, nothing gets through and every call fails with this. */
  down: TransportError | null = null;
  readonly #inner: SyncTransport;
  readonly #calls: Fault[];
  readonly #streams: StreamFault[];

  constructor(inner: SyncTransport, { calls = [], streams = [] }: Partial<FaultSchedule> = {}) {
    this.#inner = inner;
    this.#calls = [...calls];
    this.#streams = [...streams];
  }

  /** From now on nothing fails any more. */
  calm(): void {
    this.down = null;
    this.#calls.length = 0;
    this.#streams.length = 0;
  }

  push: SyncTransport['push'] = (input, signal) => this.#meet(() => this.#inner.push(input, signal));
  pull: SyncTransport['pull'] = (input, signal) => this.#meet(() => this.#inner.pull(input, signal));

  stream: SyncTransport['stream'] = async (onNews, signal) => {
    if (this.down !== null) throw this.down;
    const fault = this.#streams.shift();
    if (fault === undefined) return this.#inner.stream(onNews, signal);
    const cut = new AbortController();
    let items = 0;
    const heard: typeof onNews = (item) => {
      items += 1;
      if (items > fault.cutAfter) cut.abort();
      else if (!fault.deaf || items % 2 === 1) onNews(item);
    };
    await this.#inner.stream(heard, AbortSignal.any([signal, cut.signal]));
    if (cut.signal.aborted) throw offline();
  };

  async #meet<T>(call: () => Promise<T>): Promise<T> {
    if (this.down !== null) throw this.down;
    const fault = this.#calls.shift() ?? 'none';
    if (fault === 'offline') throw offline();
    if (fault === 'busy') throw new TransportError('server', 'too busy', { retryAfterMs: 1_000 });
    if (fault === 'slow') for (let turns = 0; turns < 20; turns += 1) await oneTurn();
    if (fault === 'duplicated') await call();
    const reply = await call();
    if (fault === 'replyLost') throw offline();
    if (fault === 'slow') for (let turns = 0; turns < 20; turns += 1) await oneTurn();
    return reply;
  }
}
