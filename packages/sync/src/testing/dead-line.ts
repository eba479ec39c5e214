import { Subject } from 'rxjs';
import { SilentLineError, type SyncTransport } from '../engine/transport.ts';

/** A line that can go dead unnoticed: calls hang, whatever becomes of their server, and streams fall silent. */
export class DeadLine implements SyncTransport {
  readonly heard$ = new Subject<void>();
  readonly #inner: SyncTransport;
  #isDead = false;
  #silent = new AbortController();

  constructor(inner: SyncTransport) {
    this.#inner = inner;
  }

  die(): void {
    this.#isDead = true;
  }

  revive(): void {
    this.#isDead = false;
  }

  /** Streams have heard nothing for so long that they are given up. */
  noticeSilence(): void {
    this.#silent.abort(new SilentLineError());
    this.#silent = new AbortController();
  }

  push: SyncTransport['push'] = (input, signal) => this.#call(() => this.#inner.push(input, signal), signal);
  pull: SyncTransport['pull'] = (input, signal) => this.#call(() => this.#inner.pull(input, signal), signal);

  stream: SyncTransport['stream'] = async (onNews, signal) => {
    const silent = this.#silent.signal;
    if (this.#isDead) await this.#hang(AbortSignal.any([signal, silent]));
    const heard: typeof onNews = (item) => {
      if (this.#isDead) return;
      this.heard$.next();
      onNews(item);
    };
    await this.#inner.stream(heard, AbortSignal.any([signal, silent]));
    silent.throwIfAborted();
  };

  async #call<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.#isDead) await this.#hang(signal);
    const reply = await call();
    this.heard$.next();
    return reply;
  }

  #hang(signal: AbortSignal): Promise<never> {
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      if (signal.aborted) reject(signal.reason);
    });
  }
}
