import { type BehaviorSubject, Subject, type Subscription } from 'rxjs';
import { readLocalState, writeLocalState } from '../database/local-state.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { pushCommands } from '../outbox/push-commands.ts';
import { somethingWaits$ } from '../outbox/something-waits.ts';
import { PageSize } from '../replica/page-size.ts';
import { applyStreamed, pullChanges, UNKNOWN_PROGRAM } from '../replica/pull-changes.ts';
import type { Replica } from '../replica/replica.ts';
import { SetAsideTeller } from '../replica/tell-set-aside.ts';
import { Alarm } from './alarm.ts';
import { retryDelayMs } from './backoff.ts';
import { faultStatus, NO_FAULT } from './fault-status.ts';
import { timerHeartbeat } from './heartbeat.ts';
import { Leadership, type Term } from './leadership.ts';
import { LeaseLostError } from './lease-store.ts';
import { LiveStream } from './live-stream.ts';
import { StatusBoard } from './status-board.ts';
import { afterByTimer, type SyncPorts } from './sync-ports.ts';
import type { SyncStatus } from './sync-status.ts';
import { SilentLineError, type SyncTransport, TransportError } from './transport.ts';

/** The stream is only a hint, so we also poll. */
const POLL_MS = 60_000;
/** After this many local failures in a row, the database is reopened. */
const MAX_LOCAL_FAILURES = 2;

/**
 * Keeps the local database in step with the server: pushes what waits, pulls what changed, listens for news. Of several
 * windows the leading one does the work (leadership.ts); the others show what it sends them.
 */
export class SyncEngine {
  /** The local database no longer answers, or is not the one that was opened: it must be reopened. */
  readonly broken$ = new Subject<unknown>();
  readonly #replica: Replica;
  readonly #outbox: Outbox;
  readonly #transport: SyncTransport;
  readonly #ports: SyncPorts;
  readonly #stopping = new AbortController();
  readonly #leadership: Leadership;
  readonly #board: StatusBoard;
  readonly #alarm: Alarm;
  readonly #hearing: Subscription | undefined;
  #running: Promise<void> | null = null;
  readonly #pageSize = new PageSize();
  #localFailures = 0;
  /** The line went silent: until something is heard, nothing that is tried looks like progress. */
  #suspect = false;
  /** Gives up the exchange under way. */
  #giveUp: (reason: TransportError) => void = () => undefined;
  /** The stream may have missed a change. */
  #mustPull = true;
  readonly #stream: LiveStream;
  readonly #program: string;
  readonly #teller: SetAsideTeller;

  constructor(replica: Replica, outbox: Outbox, { transport, ports }: { transport: SyncTransport; ports: SyncPorts }) {
    this.#replica = replica;
    this.#outbox = outbox;
    this.#transport = transport;
    this.#ports = ports;
    const after = ports.after ?? afterByTimer;
    this.#program = ports.program ?? UNKNOWN_PROGRAM;
    this.#teller = new SetAsideTeller(replica, transport, this.#program);
    this.#alarm = new Alarm(after);
    const { exclusively, steal, heartbeat = timerHeartbeat, isVisible = () => true } = ports;
    this.#leadership = new Leadership(
      replica.database,
      { exclusively, heartbeat, isVisible, ...(steal === undefined ? {} : { steal }) },
      {
        onBeat: () => this.#board.tell(),
        onSilence: () => this.#board.show({ ...NO_FAULT, phase: 'starting', live: false }),
        onBroken: (error) => this.broken$.next(error),
      },
    );
    this.#board = new StatusBoard({
      databaseName: replica.database.name,
      leadership: this.#leadership,
      now: ports.now,
      onWake: () => this.wake(),
    });
    this.#stream = new LiveStream(
      { transport, after, random: ports.random },
      {
        status$: this.status$,
        onNews: (mustPull) => this.#onNews(mustPull),
        onEnd: (error) => this.#onStreamEnd(error),
        onRetry: () => {
          // What is displayed must not wait for the next poll.
          if (this.#board.status.phase === 'synced') this.#pullAtOnce();
        },
      },
    );
    this.#hearing = transport.heard$?.subscribe(() => this.#hear());
  }

  get status$(): BehaviorSubject<SyncStatus> {
    return this.#board.status$;
  }

  start(): void {
    if (this.#running !== null || this.#stopping.signal.aborted) return;
    this.#leadership.begin();
    this.#running = this.#run();
  }

  /** Tries at once: the network came back, the user asks, a command was submitted. In any window. */
  wake(): void {
    this.#board.askLeaderToWake();
    // What still hangs on a line that went silent would keep the next try waiting until it times out.
    if (this.#suspect) this.#giveUp(new TransportError('offline', 'Given up for another try.'));
    this.#mustPull = true;
    this.#stream.hurry();
    this.#alarm.ring();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#leadership.close();
    this.#alarm.ring();
    await this.#running;
    this.#hearing?.unsubscribe();
    this.#board.close();
  }

  /** Leads whenever it is this window's turn, until it is stopped. */
  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      this.#alarm.set();
      try {
        const synced = await readLocalState(this.#replica.database, 'synced');
        this.#board.show({ syncedAt: synced?.at ?? null });
        await this.#leadership.serve((term) => this.#lead(term), signal);
      } catch (error) {
        if (signal.aborted) return;
        // Another window leads: what it says is shown as soon as it says it.
        if (error instanceof LeaseLostError) {
          await this.#readAgain();
          continue;
        }
        await this.#afterLocalFailure(error);
      }
    }
  }

  /**
   * A window is overtaken when it was suspended, and some browsers drop other windows' messages to a suspended one (Chromium
   * does, in its debugger). What they wrote meanwhile is on the disk.
   */
  async #readAgain(): Promise<void> {
    await this.#replica.catchUp().catch(() => undefined);
    this.#outbox.readAgain();
  }

  /** The turn to lead was given up, so another window may have it. This one waits, and then is in line again. */
  async #afterLocalFailure(error: unknown): Promise<void> {
    this.#localFailures += 1;
    const status = faultStatus(error, this.#ports.now());
    this.#board.show(status);
    if (status.fault === 'local' && this.#localFailures >= MAX_LOCAL_FAILURES) this.broken$.next(error);
    await this.#alarm.sleep(retryDelayMs(this.#localFailures, this.#ports.random()), this.#stopping.signal);
  }

  async #lead(term: Term): Promise<void> {
    this.#mustPull = true;
    // What another window's term overtook is not written: no page, and nothing that a push was answered.
    this.#replica.guard = term.check;
    // Another window may have led; its last writes may not have reached us.
    await this.#replica.catchUp();
    this.#replica.readAgainFor(this.#program);
    this.#board.show({ unreadable: this.#teller.unreadable });
    const submitted = somethingWaits$(this.#outbox).subscribe(() => this.#alarm.ring());
    const doubted = this.#replica.doubted$.subscribe(() => this.#pullAtOnce());
    // The stream ends with the term, and also where the loop ends it by an error.
    const ending = new AbortController();
    const streaming = this.#stream.listen(AbortSignal.any([term.signal, ending.signal]));
    try {
      await this.#loop(term);
    } finally {
      ending.abort();
      submitted.unsubscribe();
      doubted.unsubscribe();
      await streaming;
      this.#replica.guard = null;
    }
  }

  /** Nothing comes any more on a line that looks open. It counts as dead until something is heard on it. */
  #doubt({ message }: SilentLineError): void {
    this.#suspect = true;
    this.#board.show({ phase: 'waiting', fault: 'offline', message, live: false });
    this.#pullAtOnce();
  }

  /** Something came from the server. */
  #hear(): void {
    this.#suspect = false;
    this.#board.hear();
  }

  async #loop(term: Term): Promise<void> {
    const { signal } = term;
    for (let failures = 0; !signal.aborted; ) {
      this.#alarm.set();
      const given = new AbortController();
      this.#giveUp = (reason) => given.abort(reason);
      try {
        await this.#exchange(AbortSignal.any([signal, given.signal]), term);
        failures = 0;
        this.#localFailures = 0;
        if (await this.#alarm.sleep(POLL_MS, signal)) this.#mustPull = true;
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        await this.#afterFailure(error, { failures, signal });
      }
    }
  }

  async #exchange(signal: AbortSignal, { check, signal: term }: Term): Promise<void> {
    const mustPull = this.#mustPull;
    this.#mustPull = false;
    const failedBefore = this.#board.status.fault !== null;
    if (mustPull || (await this.#outbox.waiting()).length > 0) this.#showSyncing();
    // What the stream brought is shown immediately; even if there is no room to store it, the outbox is sent.
    const applying = applyStreamed(this.#replica, this.#stream.take(), this.#program);
    const pushing = pushCommands(this.#outbox, this.#transport, { signal, guard: check });
    // Both are over before anything else is written, or somebody else leads.
    await Promise.allSettled([applying, pushing]);
    const [pushed, applied] = [await pushing, await applying];
    if (mustPull || pushed || !applied) await this.#pull(signal);
    // What was pulled answers a question from before the doubt arose, or the line went silent while something streamed before was being
    // written. Nobody is told that this window is up to date until the server says so.
    if (this.#replica.isDoubtful || this.#suspect) return this.#pullAtOnce();
    const at = this.#ports.now();
    await writeLocalState(this.#replica.database, 'synced', { at });
    const { unreadable } = this.#teller;
    this.#board.show({ ...NO_FAULT, phase: 'synced', syncedAt: at, live: this.#stream.isLive, unreadable });
    if (failedBefore) this.#stream.hurry();
    // Beside the exchange: a report that is never answered must not hold up the outbox.
    this.#teller.tell(term, () => this.#board.show({ unreadable: this.#teller.unreadable }));
  }

  #pullAtOnce(): void {
    this.#mustPull = true;
    this.#alarm.ring();
  }

  #showSyncing(): void {
    if (!this.#suspect) this.#board.show({ phase: 'syncing' });
  }

  async #pull(signal: AbortSignal): Promise<void> {
    this.#showSyncing();
    // Also those that cannot be read: their state can.
    const accepted = await this.#outbox.idsIn('accepted');
    await pullChanges(this.#replica, this.#transport, {
      signal,
      onProgress: (progress) => this.#board.show({ progress }),
      pageSize: this.#pageSize,
      program: this.#program,
    });
    // Their results were committed before the pull began, so they are in it.
    await this.#outbox.forgetAccepted(accepted);
    this.#hear();
  }

  /** @throws where the local database failed: another window may be able to work */
  async #afterFailure(error: unknown, { failures, signal }: { failures: number; signal: AbortSignal }): Promise<void> {
    const status = faultStatus(error, this.#ports.now());
    if (status.fault === 'local') throw error;
    this.#mustPull = true;
    this.#board.show(status);
    const retryAfterMs = error instanceof TransportError ? error.retryAfterMs : null;
    const retryMs = retryDelayMs(failures, this.#ports.random(), retryAfterMs);
    await this.#alarm.sleep(status.phase === 'stopped' ? null : retryMs, signal);
  }

  #onStreamEnd(error: unknown): void {
    const { phase } = this.#board.status;
    if (error instanceof SilentLineError && (phase === 'synced' || phase === 'syncing')) this.#doubt(error);
    else this.#board.show({ live: false });
  }

  #onNews(mustPull: boolean): void {
    this.#hear();
    if (!this.#board.status.live) this.#board.show({ live: true });
    if (mustPull) this.#mustPull = true;
    if (this.#board.status.phase !== 'stopped') this.#alarm.ring();
  }
}
