import { filter, firstValueFrom, pairwise, type Subscription } from 'rxjs';
import { SyncEngine } from '../engine/sync-engine.ts';
import type { SyncStatus } from '../engine/sync-status.ts';
import type { SyncTransport } from '../engine/transport.ts';
import type { Device } from './device.ts';
import { VirtualTimers } from './virtual-timers.ts';

/** Waits for the poll take a minute; every other one is a retry or the stream's. */
export const POLL = (ms: number) => ms === 60_000;
export const RETRY = (ms: number) => ms < 60_000;

/** A device's sync engine on virtual timers. Disposing of it stops it. */
export class RunningEngine {
  readonly engine: SyncEngine;
  readonly timers = new VirtualTimers();
  /** Every phase the user was shown, each time it changed. */
  readonly phases: string[] = [];
  readonly #seen: Subscription;

  constructor(device: Device, transport: SyncTransport, random: () => number = () => 0.5) {
    const { now, exclusively } = device;
    const ports = { now, random, exclusively, after: this.timers.after };
    this.engine = new SyncEngine(device.replica, device.outbox, { transport, ports });
    this.#seen = this.engine.status$.subscribe(({ phase }) => {
      if (this.phases.at(-1) !== phase) this.phases.push(phase);
    });
  }

  static start(device: Device, transport: SyncTransport, random?: () => number): RunningEngine {
    const running = new RunningEngine(device, transport, random);
    running.engine.start();
    return running;
  }

  get status(): SyncStatus {
    return this.engine.status$.value;
  }

  /** Resolves with the first status, from now on, that is so. */
  until(wanted: (status: SyncStatus) => boolean): Promise<SyncStatus> {
    return firstValueFrom(this.engine.status$.pipe(filter(wanted)));
  }

  reaches(phase: SyncStatus['phase']): Promise<SyncStatus> {
    return this.until((status) => status.phase === phase);
  }

  /** Asks for one more exchange, and resolves when one that began after this is through. */
  async syncOnceMore(): Promise<SyncStatus> {
    const begins$ = this.engine.status$.pipe(
      pairwise(),
      filter(([before, now]) => before.phase !== 'syncing' && now.phase === 'syncing'),
    );
    const begun = firstValueFrom(begins$);
    this.engine.wake();
    await begun;
    return this.reaches('synced');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine.stop();
    this.#seen.unsubscribe();
  }
}
