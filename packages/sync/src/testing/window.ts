import { filter, firstValueFrom, type Subscription } from 'rxjs';
import { SyncEngine } from '../engine/sync-engine.ts';
import type { SyncStatus } from '../engine/sync-status.ts';
import type { SyncTransport } from '../engine/transport.ts';
import { Device } from './device.ts';
import type { FakeServer } from './fake-server.ts';
import { Gate, gatedStorage, type StorageCall } from './gated-storage.ts';
import type { idSource } from './ids.ts';
import type { LeaseAudit } from './lease-audit.ts';
import type { Locks } from './mutex.ts';
import { VirtualTimers } from './virtual-timers.ts';

export interface WindowOptions {
  /** Names the local database that all its windows share. */
  name: string;
  number: number;
  locks: Locks;
  newId: ReturnType<typeof idSource>;
  server: FakeServer;
  audit: LeaseAudit;
  visible?: boolean;
}

/**
 * One of several windows on one local database, with its own main thread: frozen, nothing in it continues, neither its
 * calls nor what they are answered, nor its heartbeat; thawed, it continues where it stopped.
 */
export class TestWindow {
  readonly timers = new VirtualTimers();
  visible: boolean;
  device: Device;
  engine: SyncEngine;
  /** Calls of the server that were made. */
  calls = 0;
  readonly #options: WindowOptions;
  readonly #gate: Gate;
  #beat: () => Promise<void> = async () => undefined;
  #broken: Subscription | null = null;
  #reopening: Promise<void> = Promise.resolve();

  static async open(options: WindowOptions): Promise<TestWindow> {
    const gate = new Gate();
    return new TestWindow(options, gate, await TestWindow.#openDevice(options, gate));
  }

  static #openDevice({ name, number, locks, newId, audit }: WindowOptions, gate: Gate): Promise<Device> {
    return Device.open({ name, newId, exclusively: locks.exclusively, storage: gatedStorage(number, gate, audit) });
  }

  private constructor(options: WindowOptions, gate: Gate, device: Device) {
    this.#options = options;
    this.#gate = gate;
    this.visible = options.visible ?? true;
    this.device = device;
    this.engine = this.#start();
  }

  get frozen(): boolean {
    return this.#gate.shut;
  }

  get status(): SyncStatus {
    return this.engine.status$.value;
  }

  freeze(): void {
    this.#gate.close();
  }

  thaw(): void {
    if (this.frozen) this.#options.audit.stoodStill(this.#options.number);
    this.#gate.open();
  }

  /** From now on its storage, and no other window's, fails in the calls for which this throws. */
  failIn(meet: (call: StorageCall) => void): void {
    this.#gate.meet = meet;
  }

  /** The heartbeat's worker asks; a frozen window does not answer. */
  async beat(): Promise<void> {
    if (!this.frozen) await this.#beat();
  }

  until(wanted: (status: SyncStatus) => boolean): Promise<SyncStatus> {
    return firstValueFrom(this.engine.status$.pipe(filter(wanted)));
  }

  /** The local database is closed under the program; it is opened again as soon as the engine asks for it. */
  async loseDatabase(): Promise<void> {
    await this.device.database.close();
  }

  async reopened(): Promise<void> {
    await this.#reopening;
  }

  async close(): Promise<void> {
    this.thaw();
    await this.#reopening;
    this.#broken?.unsubscribe();
    await this.engine.stop();
    await this.device[Symbol.asyncDispose]();
  }

  async #reopen(): Promise<void> {
    this.#broken?.unsubscribe();
    await this.engine.stop();
    await this.device[Symbol.asyncDispose]();
    this.device = await TestWindow.#openDevice(this.#options, this.#gate);
    this.engine = this.#start();
  }

  #start(): SyncEngine {
    const { locks, server } = this.#options;
    const { replica, outbox, now } = this.device;
    const ports = {
      now,
      random: () => 0.5,
      exclusively: locks.exclusively,
      steal: locks.steal,
      after: this.timers.after,
      isVisible: () => this.visible,
      heartbeat: (beat: () => Promise<void>) => {
        this.#beat = beat;
        return () => {
          this.#beat = async () => undefined;
        };
      },
    };
    const engine = new SyncEngine(replica, outbox, { transport: this.#throughTheGate(server), ports });
    this.#broken = engine.broken$.subscribe(() => {
      this.#broken?.unsubscribe();
      this.#reopening = this.#reopen();
    });
    engine.start();
    return engine;
  }

  #throughTheGate(server: FakeServer): SyncTransport {
    const inner = server.connect(this.device.session);
    const gated =
      <I, O>(call: (input: I, signal: AbortSignal) => Promise<O>) =>
      async (input: I, signal: AbortSignal): Promise<O> => {
        await this.#gate.pass();
        this.calls += 1;
        const reply = await call(input, signal);
        await this.#gate.pass();
        return reply;
      };
    const stream: SyncTransport['stream'] = async (onNews, signal) => {
      await this.#gate.pass();
      await inner.stream((item) => void this.#gate.pass().then(() => onNews(item)), signal);
      await this.#gate.pass();
    };
    return { push: gated(inner.push), pull: gated(inner.pull), stream };
  }
}
