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
import { faultStatus, NO_FAULT } from './fault-status.ts';
import { timerHeartbeat } from './heartbeat.ts';
import { Leadership, type Term } from './leadership.ts';
import { LeaseLostError } from './lease-store.ts';
import { LiveStream } from './live-stream.ts';
import { INITIAL_STATE, mustReopen, nextStep, reduce, type SyncEvent, type SyncState } from './next-step.ts';
import { StatusBoard } from './status-board.ts';
import { afterByTimer, type SyncPorts } from './sync-ports.ts';
import type { SyncStatus } from './sync-status.ts';
import { SilentLineError, type SyncTransport, TransportError } from './transport.ts';

/**
 * Keeps the local database in step with the server: pushes what waits, pulls what changed, listens for news. Of several
 * windows the leading one does the work (leadership.ts); the others show what it sends them. When it exchanges and when it
 * rests, and what it may say meanwhile, is decided in next-step.ts.
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
  #state: SyncState = INITIAL_STATE;
  /** Gives up the exchange under way. */
  #giveUp: (reason: TransportError) => void = () => undefined;
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
        onNews: (isWhole) => this.#onNews(isWhole),
        onEnd: (error) => this.#onStreamEnd(error),
        onRetry: () => this.#note({ kind: 'streamRetries' }),
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
    this.#note({ kind: 'asked' });
    this.#stream.hurry();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#leadership.close();
    await this.#running;
    this.#hearing?.unsubscribe();
    this.#board.close();
  }

  /** Takes note of what happened, and acts on it where something else is to be done now. */
  #note(event: SyncEvent): void {
    this.#state = reduce(this.#state, event);
    const step = nextStep(this.#state);
    // What still hangs on a line that went silent would keep the next try waiting until it times out.
    if (step.do === 'giveUp') this.#giveUp(new TransportError('offline', 'Given up for another try.'));
    else if (step.do === 'exchange') this.#alarm.ring();
  }

  /** Until an exchange is due. */
  async #rest(signal: AbortSignal): Promise<void> {
    for (let step = nextStep(this.#state); step.do === 'rest' && !signal.aborted; step = nextStep(this.#state)) {
      if (await this.#alarm.sleep(step.ms, signal)) this.#note({ kind: 'rested' });
    }
  }

  /** Leads whenever it is this window's turn, until it is stopped. */
  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const synced = await readLocalState(this.#replica.database, 'synced');
        this.#board.show({ syncedAt: synced?.at ?? null });
        await this.#leadership.serve((term) => this.#lead(term), signal);
      } catch (error) {
        if (signal.aborted) return;
        // Another window leads: what it says is shown as soon as it says it.
        if (error instanceof LeaseLostError) {
          this.#note({ kind: 'termEnded', localFailure: null });
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
    this.#note({ kind: 'termEnded', localFailure: { random: this.#ports.random() } });
    const status = faultStatus(error, this.#ports.now());
    this.#board.show(status);
    if (status.fault === 'local' && mustReopen(this.#state)) this.broken$.next(error);
    await this.#rest(this.#stopping.signal);
  }

  async #lead(term: Term): Promise<void> {
    this.#note({ kind: 'termBegan' });
    // What another window's term overtook is not written: no page, and nothing that a push was answered.
    this.#replica.guard = term.check;
    // Another window may have led; its last writes may not have reached us.
    await this.#replica.catchUp();
    this.#replica.readAgainFor(this.#program);
    this.#board.show({ unreadable: this.#teller.unreadable });
    const submitted = somethingWaits$(this.#outbox).subscribe(() => this.#note({ kind: 'submitted' }));
    const doubted = this.#replica.doubted$.subscribe(() => this.#note({ kind: 'doubted' }));
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

  async #loop(term: Term): Promise<void> {
    const { signal } = term;
    while (!signal.aborted) {
      const given = new AbortController();
      this.#giveUp = (reason) => given.abort(reason);
      try {
        await this.#exchange(AbortSignal.any([signal, given.signal]), term);
      } catch (error) {
        if (signal.aborted) return;
        this.#afterFailure(error);
      }
      await this.#rest(signal);
    }
  }

  async #exchange(signal: AbortSignal, { check, signal: term }: Term): Promise<void> {
    const { mustPull } = this.#state;
    this.#note({ kind: 'exchangeBegan' });
    const failedBefore = this.#board.status.fault !== null;
    if (mustPull || (await this.#outbox.waiting()).length > 0) this.#showSyncing();
    // What the stream brought is shown immediately; even if there is no room to store it, the outbox is sent.
    const applying = applyStreamed(this.#replica, this.#stream.take(), this.#program);
    const pushing = pushCommands(this.#outbox, this.#transport, { signal, guard: check });
    // Both are over before anything else is written, or somebody else leads.
    await Promise.allSettled([applying, pushing]);
    const [pushed, applied] = [await pushing, await applying];
    if (mustPull || pushed || !applied) await this.#pull(signal);
    const at = this.#ports.now();
    // What was pulled may answer a question from before a doubt arose: then the server is asked again.
    if (!this.#replica.isDoubtful && !this.#state.isSilent)
      await writeLocalState(this.#replica.database, 'synced', { at });
    this.#note({ kind: 'exchanged', isDoubtful: this.#replica.isDoubtful, random: this.#ports.random() });
    const { phase } = this.#state;
    if (phase !== 'synced') return;
    const { unreadable } = this.#teller;
    this.#board.show({ ...NO_FAULT, phase, syncedAt: at, live: this.#stream.isLive, unreadable });
    if (failedBefore) this.#stream.hurry();
    // Beside the exchange: a report that is never answered must not hold up the outbox.
    this.#teller.tell(term, () => this.#board.show({ unreadable: this.#teller.unreadable }));
  }

  /** Something came from the server. */
  #hear(): void {
    this.#note({ kind: 'heard' });
    this.#board.hear();
  }

  #showSyncing(): void {
    this.#note({ kind: 'transferBegan' });
    const { phase } = this.#state;
    if (phase === 'syncing') this.#board.show({ phase });
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
  #afterFailure(error: unknown): void {
    const { phase, ...status } = faultStatus(error, this.#ports.now());
    if (status.fault === 'local') throw error;
    const retryAfterMs = error instanceof TransportError ? error.retryAfterMs : null;
    this.#note({ kind: 'exchangeFailed', phase, retryAfterMs, random: this.#ports.random() });
    this.#board.show({ ...status, phase });
  }

  #onStreamEnd(error: unknown): void {
    const before = this.#state;
    this.#note({ kind: 'streamEnded', isSilent: error instanceof SilentLineError });
    const { phase } = this.#state;
    const isInDoubt = error instanceof SilentLineError && this.#state !== before;
    this.#board.show(isInDoubt ? { phase, fault: 'offline', message: error.message, live: false } : { live: false });
  }

  #onNews(isWhole: boolean): void {
    this.#note({ kind: 'news', isWhole });
    this.#board.hear();
    if (!this.#board.status.live) this.#board.show({ live: true });
  }
}
