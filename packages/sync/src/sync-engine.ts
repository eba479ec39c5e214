import {
  BehaviorSubject,
  distinctUntilChanged,
  filter,
  firstValueFrom,
  fromEvent,
  map,
  race,
  type Subscription,
} from 'rxjs';
import { retryDelayMs } from './backoff.ts';
import { readLocalState, writeLocalState } from './local-state.ts';
import type { Exclusively, Outbox } from './outbox.ts';
import { pullChanges } from './pull-changes.ts';
import { pushCommands } from './push-commands.ts';
import type { LocalRxDatabase } from './row.ts';
import { StatusChannel } from './status-channel.ts';
import { INITIAL_STATUS, type SyncStatus } from './sync-status.ts';
import { type SyncTransport, TransportError } from './transport.ts';

/** The stream is only a hint, so everything is asked for now and then all the same. */
const POLL_MS = 60_000;

/** Does `work` after `ms`, unless the function that it returns is called before. */
export type After = (ms: number, work: () => void) => () => void;

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
const STOPPING = new Set(['signedOut', 'outdated']);

/**
 * Keeps the local database in step with the server: pushes what waits, pulls what changed, listens for news. Of
 * several windows one does the work, the one that holds the lock; the others take over when it closes.
 */
export class SyncEngine {
  readonly status$ = new BehaviorSubject<SyncStatus>(INITIAL_STATUS);
  readonly #database: LocalRxDatabase;
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

  constructor(
    database: LocalRxDatabase,
    outbox: Outbox,
    { transport, ports }: { transport: SyncTransport; ports: SyncPorts },
  ) {
    this.#database = database;
    this.#outbox = outbox;
    this.#transport = transport;
    this.#ports = ports;
    this.#after = ports.after ?? afterByTimer;
    this.#channel = new StatusChannel(database.name, this.status$, () => this.wake());
  }

  start(): void {
    this.#running ??= this.#lead();
  }

  /** Tries at once: the network came back, the user asks, a command was submitted. In any window. */
  wake(): void {
    if (this.#channel.leading) {
      this.#woken = true;
      this.#wake();
    } else this.#channel.askLeaderToWake();
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
        if (ids !== '') this.wake();
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
      const synced = await readLocalState(this.#database, 'synced');
      this.#show({ syncedAt: synced?.at ?? null });
      await this.#ports.exclusively(`${this.#database.name}:sync`, lead, signal);
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
        await this.#sleep(POLL_MS);
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        await this.#afterFailure(error, failures);
      }
    }
  }

  async #exchange(signal: AbortSignal): Promise<void> {
    this.#show({ phase: 'syncing' });
    await pushCommands(this.#outbox, this.#transport, signal);
    const accepted = (await this.#outbox.entries()).filter(({ state }) => state === 'accepted');
    await pullChanges(this.#database, this.#transport, {
      signal,
      onProgress: (progress) => this.#show({ progress }),
    });
    // Their results were committed before the pull began, so they are in it.
    await this.#outbox.forgetAccepted(accepted.map(({ command }) => command.id));
    const at = this.#ports.now();
    await writeLocalState(this.#database, 'synced', { at });
    this.#show({ phase: 'synced', fault: null, message: null, progress: null, syncedAt: at, live: this.#live });
  }

  async #afterFailure(error: unknown, failures: number): Promise<void> {
    const transportError = error instanceof TransportError ? error : null;
    const fault = transportError?.fault ?? 'local';
    const message = error instanceof Error ? error.message : String(error);
    const stopped = STOPPING.has(fault);
    this.#show({ phase: stopped ? 'stopped' : 'waiting', fault, message, progress: null, live: false });
    const retryMs = retryDelayMs(failures, this.#ports.random(), transportError?.retryAfterMs ?? null);
    await this.#sleep(stopped ? null : retryMs);
  }

  /** Until woken, stopped, or `ms` later; null for as long as that takes. */
  async #sleep(ms: number | null): Promise<void> {
    if (this.#woken || this.#stopping.signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const cancel = ms === null ? () => undefined : this.#after(ms, resolve);
    await promise;
    cancel();
    this.#wake = () => undefined;
  }

  /** Listens for news for as long as this window leads. Its failures only make news slower. */
  async #stream(): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = 0; !signal.aborted; ) {
      try {
        await this.#transport.stream(() => {
          failures = 0;
          this.#live = true;
          if (!this.status$.value.live) this.#show({ live: true });
          if (this.status$.value.phase !== 'stopped') this.wake();
        }, signal);
      } catch {
        // Why it broke is for the exchange to find out and to say: it talks to the same server.
        failures += 1;
      }
      this.#live = false;
      this.#show({ live: false });
      await this.#rest(retryDelayMs(failures, this.#ports.random()));
      // A stream that broke is the first sign of a lost network: what is shown must not wait for the next poll.
      if (failures === 1 && this.status$.value.phase === 'synced') this.wake();
    }
  }

  /** Until `ms` later, and for as long as nothing is to happen before the user acts; or until stopped. */
  async #rest(ms: number): Promise<void> {
    const { signal } = this.#stopping;
    if (signal.aborted) return;
    const aborted$ = fromEvent(signal, 'abort');
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#after(ms, resolve);
    const told = aborted$.subscribe(() => resolve());
    await promise;
    told.unsubscribe();
    cancel();
    if (signal.aborted) return;
    await firstValueFrom(race(aborted$, this.status$.pipe(filter(({ phase }) => phase !== 'stopped'))));
  }
}
