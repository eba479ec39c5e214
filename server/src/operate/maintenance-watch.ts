import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { MaintenanceError } from '../server-busy.ts';
import type { Database } from '../tenancy/database.ts';
import type { MaintenanceRecord } from '../tenancy/documents.ts';
import { currentMaintenance } from './maintenance-switch.ts';

const LOOK_EVERY_MS = 1_000;
/** It may be over earlier than was said, and clients are to be back within a minute or so then. */
const COME_AGAIN_S = { least: 5, most: 60, ifUnknown: 30 };

interface Ports {
  database: Database;
  clock: Clock;
  log: Logger;
  /** The maintenance begins: whoever is connected is to learn of it. */
  onBegin: () => void;
}

/** Whether an operator has put the installation under maintenance, as this process saw it within the last second. */
export class MaintenanceWatch {
  readonly #ports: Ports;
  readonly #stopping = new AbortController();
  #current: MaintenanceRecord | null = null;
  #isRunning = false;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Resolves once it is known. */
  async start(): Promise<void> {
    await this.#look();
    if (!this.#isRunning) void this.#run();
    this.#isRunning = true;
  }

  /** Does not wait for a look at a MongoDB that is gone. */
  stop(): void {
    this.#stopping.abort();
  }

  /** The reason for refusing a call now; null: it is not refused. */
  get refusal(): MaintenanceError | null {
    if (this.#current === null) return null;
    const { until } = this.#current;
    const left = until === null ? null : Math.ceil((Date.parse(until) - Date.parse(this.#ports.clock.now())) / 1000);
    const { least, most, ifUnknown } = COME_AGAIN_S;
    // One that takes longer than was said has no known end any more.
    if (left === null || left <= 0) return new MaintenanceError({ retryAfterSeconds: ifUnknown });
    return new MaintenanceError({ retryAfterSeconds: Math.min(Math.max(left, least), most), waitSeconds: left });
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await wait(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
      if (!signal.aborted) await this.#look();
    }
  }

  async #look(): Promise<void> {
    const { database, log, onBegin } = this.#ports;
    try {
      const before = this.#current;
      this.#current = await currentMaintenance(database);
      if (before === null && this.#current !== null) {
        log.info({ reason: this.#current.reason, until: this.#current.until }, 'maintenance begins');
        onBegin();
      }
      if (before !== null && this.#current === null) log.info('maintenance is over');
    } catch (error) {
      // MongoDB is away, which calls find out by themselves: what was known stays.
      log.debug({ err: error }, 'it could not be seen whether there is maintenance');
    }
  }
}
