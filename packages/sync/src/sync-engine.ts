import type { StreamedPage, StreamItem } from '@marginiq/contract/stream';
import { BehaviorSubject, distinctUntilChanged, filter, firstValueFrom, map, Subject, type Subscription } from 'rxjs';
import { retryDelayMs } from './backoff.ts';
import { readLocalState, writeLocalState } from './local-state.ts';
import { type After, listenForNews, unlessAborted } from './news-stream.ts';
import type { Exclusively, Outbox } from './outbox.ts';
import { applyStreamed, pullChanges } from './pull-changes.ts';
import { pushCommands } from './push-commands.ts';
import type { Replica } from './replica.ts';
import { StatusChannel } from './status-channel.ts';
import { isStorageFull } from './storage-full.ts';
import { INITIAL_STATUS, type SyncStatus } from './sync-status.ts';
import { type SyncTransport, TransportError } from './transport.ts';

/** The stream is only a hint, so everything is asked for now and then all the same. */
const POLL_MS = 60_000;

/** More than this that could not be written yet is left to the pull. */
const MAX_STREAMED_WAITING = 50;

export interface SyncPorts {
  now: () => string;
  /** In [0, 1). */
  random: () => number;
  exclusively: Exclusively;
  /** The platform's timers where it is left out. */
  after?: After;
}

const afterByTimer: After = (ms, work) => {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
};

/** Faults after which trying again by itself is of no use. */
const STOPPING = new Set(['signedOut', 'otherSession', 'outdated', 'revoked']);

/**
 * Keeps the local database in step with the server: pushes what waits, pulls what changed, listens for news. Of
 * several windows one does the work, the one that holds the lock; the others take over when it closes.
 */
export class SyncEngine {
  readonly status$ = new BehaviorSubject<SyncStatus>(INITIAL_STATUS);
  readonly #replica: Replica;
  readonly #outbox: Outbox;
  readonly #transport: SyncTransport;
  readonly #ports: SyncPorts;
  readonly #after: After;
  readonly #stopping = new AbortController();
  readonly #channel: StatusChannel;
  #running: Promise<void> | null = null;
  #wake: () => void = () => undefined;
  #woken = false;
  #live = false;
  /** Something may have happened that no streamed page brought. */
  #mustPull = true;
  #streamed: StreamedPage[] = [];
  /** The server was just reached, or somebody asks: a stream that waits to be opened again does not wait any longer. */
  readonly #hurry$ = new Subject<void>();

  constructor(replica: Replica, outbox: Outbox, { transport, ports }: { transport: SyncTransport; ports: SyncPorts }) {
    this.#replica = replica;
    this.#outbox = outbox;
    this.#transport = transport;
    this.#ports = ports;
    this.#after = ports.after ?? afterByTimer;
    this.#channel = new StatusChannel(replica.database.name, this.status$, () => this.wake());
  }

  start(): void {
    this.#running ??= this.#lead();
  }

  /** Tries at once: the network came back, the user asks, a command was submitted. In any window. */
  wake(): void {
    if (!this.#channel.leading) {
      this.#channel.askLeaderToWake();
      return;
    }
    this.#mustPull = true;
    this.#hurry$.next();
    this.#go();
  }

  #go(): void {
    this.#woken = true;
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await this.#running;
    this.#channel.close();
  }

  async #lead(): Promise<void> {
    const lead = async () => {
      this.#channel.lead();
      // Another window may have led until now, and the last that it wrote not have been heard of.
      await this.#replica.catchUp();
      const waiting$ = this.#outbox.entries$.pipe(
        map((entries) =>
          entries
            .filter(({ state }) => state === 'waiting')
            .map(({ command }) => command.id)
            .join(),
        ),
        distinctUntilChanged(),
      );
      const submitted: Subscription = waiting$.subscribe((ids) => {
        if (ids !== '') this.#go();
      });
      const streaming = this.#stream();
      try {
        await this.#loop();
      } finally {
        submitted.unsubscribe();
        await streaming;
      }
    };
    const { signal } = this.#stopping;
    try {
      const synced = await readLocalState(this.#replica.database, 'synced');
      this.#show({ syncedAt: synced?.at ?? null });
      await this.#ports.exclusively(`${this.#replica.database.name}:sync`, lead, signal);
    } catch (error) {
      // Told to stop before its turn to lead had come.
      if (signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      this.#show({ phase: 'stopped', fault: 'local', message });
    }
  }

  #show(change: Partial<SyncStatus>): void {
    this.status$.next({ ...this.status$.value, ...change });
  }

  async #loop(): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = 0; !signal.aborted; ) {
      this.#woken = false;
      try {
        await this.#exchange(signal);
        failures = 0;
        if (await this.#sleep(POLL_MS)) this.#mustPull = true;
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        await this.#afterFailure(error, failures);
      }
    }
  }

  async #exchange(signal: AbortSignal): Promise<void> {
    const mustPull = this.#mustPull;
    this.#mustPull = false;
    const failedBefore = this.status$.value.fault !== null;
    if (mustPull || (await this.#outbox.waiting()).length > 0) this.#show({ phase: 'syncing' });
    // What the stream brought is shown at once; where there is no room for it, what waits is sent all the same.
    const applying = applyStreamed(this.#replica, this.#streamed.splice(0));
    const pushing = pushCommands(this.#outbox, this.#transport, signal);
    // Both are over before anything else is written, or somebody else leads.
    await Promise.allSettled([applying, pushing]);
    const [pushed, applied] = [await pushing, await applying];
    if (mustPull || pushed || !applied) await this.#pull(signal);
    const at = this.#ports.now();
    await writeLocalState(this.#replica.database, 'synced', { at });
    this.#show({ phase: 'synced', fault: null, message: null, progress: null, syncedAt: at, live: this.#live });
    if (failedBefore) this.#hurry$.next();
  }

  async #pull(signal: AbortSignal): Promise<void> {
    this.#show({ phase: 'syncing' });
    const accepted = (await this.#outbox.entries()).filter(({ state }) => state === 'accepted');
    await pullChanges(this.#replica, this.#transport, {
      signal,
      onProgress: (progress) => this.#show({ progress }),
    });
    // Their results were committed before the pull began, so they are in it.
    await this.#outbox.forgetAccepted(accepted.map(({ command }) => command.id));
  }

  async #afterFailure(error: unknown, failures: number): Promise<void> {
    const transportError = error instanceof TransportError ? error : null;
    const fault = transportError?.fault ?? (isStorageFull(error) ? 'storageFull' : 'local');
    this.#mustPull = true;
    const message = error instanceof Error ? error.message : String(error);
    const stopped = STOPPING.has(fault);
    this.#show({ phase: stopped ? 'stopped' : 'waiting', fault, message, progress: null, live: false });
    const retryMs = retryDelayMs(failures, this.#ports.random(), transportError?.retryAfterMs ?? null);
    await this.#sleep(stopped ? null : retryMs);
  }

  /** Until woken, stopped, or `ms` later; null for as long as that takes. @returns whether the time has passed */
  async #sleep(ms: number | null): Promise<boolean> {
    if (this.#woken || this.#stopping.signal.aborted) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#wake = () => resolve(false);
    const cancel = ms === null ? () => undefined : this.#after(ms, () => resolve(true));
    const hasPassed = await promise;
    cancel();
    this.#wake = () => undefined;
    return hasPassed;
  }

  /** Listens for news for as long as this window leads. Its failures only make news slower. */
  #stream(): Promise<void> {
    const { signal } = this.#stopping;
    const ports = { transport: this.#transport, after: this.#after, random: this.#ports.random, hurry$: this.#hurry$ };
    const listener = {
      onItem: (item: StreamItem, first: boolean) => this.#onNews(item, first),
      onEnd: () => {
        this.#live = false;
        this.#show({ live: false });
      },
      onRetry: () => {
        // What is shown must not wait for the next poll.
        if (this.status$.value.phase !== 'synced') return;
        this.#mustPull = true;
        this.#go();
      },
      mayOpen: async () => {
        // Nothing more happens until the user acts: signs in, updates.
        if (this.status$.value.phase !== 'stopped') return;
        await unlessAborted(signal, firstValueFrom(this.status$.pipe(filter(({ phase }) => phase !== 'stopped'))));
      },
    };
    return listenForNews(ports, listener, signal);
  }

  #onNews({ page }: StreamItem, first: boolean): void {
    this.#live = true;
    if (!this.status$.value.live) this.#show({ live: true });
    // A stream that was just opened knows nothing of what happened while there was none.
    if (first || !page || this.#streamed.length >= MAX_STREAMED_WAITING) {
      this.#streamed = [];
      this.#mustPull = true;
    } else this.#streamed.push(page);
    if (this.status$.value.phase !== 'stopped') this.#go();
  }
}
