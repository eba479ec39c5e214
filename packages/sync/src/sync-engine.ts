import { BehaviorSubject, distinctUntilChanged, map, type Subscription } from 'rxjs';
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

export interface SyncPorts {
  now: () => string;
  /** In [0, 1). */
  random: () => number;
  exclusively: Exclusively;
}

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
  readonly #stopping = new AbortController();
  readonly #channel: StatusChannel;
  #running: Promise<void> | null = null;
  #wake: () => void = () => undefined;
  #woken = false;

  constructor(
    database: LocalRxDatabase,
    outbox: Outbox,
    { transport, ports }: { transport: SyncTransport; ports: SyncPorts },
  ) {
    this.#database = database;
    this.#outbox = outbox;
    this.#transport = transport;
    this.#ports = ports;
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
    const synced = await readLocalState(this.#database, 'synced');
    this.#show({ syncedAt: synced?.at ?? null });
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
      await this.#ports.exclusively(`${this.#database.name}:sync`, lead, signal);
    } catch (error) {
      // Told to stop before its turn to lead had come.
      if (!signal.aborted) throw error;
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
    this.#show({ phase: 'synced', fault: null, message: null, progress: null, syncedAt: at });
  }

  async #afterFailure(error: unknown, failures: number): Promise<void> {
    const transportError = error instanceof TransportError ? error : null;
    const fault = transportError?.fault ?? 'local';
    const message = error instanceof Error ? error.message : String(error);
    const stopped = STOPPING.has(fault);
    this.#show({ phase: stopped ? 'stopped' : 'waiting', fault, message, progress: null, live: false });
    await this.#sleep(
      stopped ? POLL_MS * 10 : retryDelayMs(failures, this.#ports.random(), transportError?.retryAfterMs ?? null),
    );
  }

  /** Until woken, stopped, or `ms` later. */
  async #sleep(ms: number): Promise<void> {
    if (this.#woken || this.#stopping.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => undefined;
  }

  /** Listens for news for as long as this window leads. Its failures only make news slower. */
  async #stream(): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = 0; !signal.aborted; ) {
      try {
        await this.#transport.stream(() => {
          failures = 0;
          if (!this.status$.value.live) this.#show({ live: true });
          this.wake();
        }, signal);
      } catch {
        // Why it broke is for the exchange to find out and to say: it talks to the same server.
        failures += 1;
      }
      this.#show({ live: false });
      if (signal.aborted) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, retryDelayMs(failures, this.#ports.random()));
        signal.addEventListener(
          'abort',
          () => {
            clearTimeout(timer);
            resolve();
          },
          { once: true },
        );
      });
    }
  }
}
