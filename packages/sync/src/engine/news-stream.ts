import type { StreamItem } from '@marginiq/contract/stream';
import { firstValueFrom, fromEvent, race, type Subject } from 'rxjs';
import { moveDelayMs, reopenDelayMs } from './backoff.ts';
import { type SyncTransport, TransportError } from './transport.ts';

/** Does `work` after `ms`, unless the function that it returns is called before. */
export type After = (ms: number, work: () => void) => () => void;

export interface NewsStreamPorts {
  transport: Pick<SyncTransport, 'stream'>;
  after: After;
  /** In [0, 1). */
  random: () => number;
  /** Emits when the server was just reached, or somebody asks: what waits to open again does so at once. */
  hurry$: Subject<void>;
}

const DOUBT_MS = 9_000;

export interface NewsStreamListener {
  /** News came; `first` of a stream that was just opened. */
  onItem: (item: StreamItem, first: boolean) => void;
  /** The stream is gone, by an error or (null) in good order. The screen must no longer call itself live. */
  onEnd: (error: unknown) => void;
  /** It broke a moment ago, or is about to be opened again because of that: we do not know whether the server is reachable. */
  onRetry: () => void;
  /** Resolves when opening is worthwhile. */
  untilItMayOpen: (signal: AbortSignal) => Promise<void>;
}

/**
 * Listens for news until the signal fires, reopening the stream whenever it ends. When a server stops that happens to
 * everybody at once, so it is reopened after a delay that spreads a thousand clients over most of half a minute.
 */
export async function listenForNews(
  { transport, after, random, hurry$ }: NewsStreamPorts,
  { onItem, onEnd, onRetry, untilItMayOpen }: NewsStreamListener,
  signal: AbortSignal,
): Promise<void> {
  const rest = async (ms: number, isBroken: boolean) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = after(ms, resolve);
    // Whoever reads "up to date" is to know within 10 s that it may not be so; the stream itself can wait for longer.
    const endDoubt = isBroken && ms > DOUBT_MS ? after(random() * DOUBT_MS, onRetry) : () => undefined;
    const hurried = hurry$.subscribe(() => resolve());
    const stop = () => resolve();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) resolve();
    await promise;
    signal.removeEventListener('abort', stop);
    hurried.unsubscribe();
    endDoubt();
    cancel();
  };
  for (let failures = 0; !signal.aborted; ) {
    await untilItMayOpen(signal);
    if (signal.aborted) return;
    let first = true;
    let retryAfterMs: number | null = null;
    let moveWithinMs: number | null = null;
    let broke: unknown = null;
    try {
      await transport.stream((item) => {
        failures = 0;
        onItem(item, first);
        first = false;
      }, signal);
    } catch (error) {
      // Why it broke is for the exchange to find out and to say: it talks to the same server.
      broke = error;
      if (error instanceof TransportError) ({ retryAfterMs, moveWithinMs } = error);
      // A server that says goodbye has not failed.
      failures = moveWithinMs === null ? failures + 1 : 0;
    }
    onEnd(broke);
    const delay =
      moveWithinMs === null ? reopenDelayMs(failures, random(), retryAfterMs) : moveDelayMs(random(), moveWithinMs);
    await rest(delay, broke !== null);
    if (failures > 0 && !signal.aborted) onRetry();
  }
}

/** Resolves with the signal, or when `ready` does. */
export async function unlessAborted(signal: AbortSignal, ready: Promise<unknown>): Promise<void> {
  if (signal.aborted) return;
  const aborted$ = fromEvent(signal, 'abort');
  await firstValueFrom(race(aborted$, ready));
}
