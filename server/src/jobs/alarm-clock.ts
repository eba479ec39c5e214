import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { inContext } from '../observe/call-context.ts';
import type { Database } from '../tenancy/database.ts';
import { ring } from './ring.ts';

/** How often MongoDB is asked, through one index key, whether something is due, or will be before the next time it is asked. */
const LOOK_EVERY_MS = 250;
/** So many companies are rung for at the same time: people's commits go between, and the others' turn comes within moments. */
const RINGERS = 3;
const MOST_A_LOOK = 100;
/** A worker that was killed after it took a company leaves it to the others for so long. */
const TAKEN_FOR_MS = 30_000;

interface AlarmClockPorts {
  clock: Clock;
  log: Logger;
}

/**
 * Rings for companies for which something is due, within a second, without looking at all the others. Each company's counter says
 * when (`CounterRecord.wakeAt`); the jobs' sweep visits all companies every ten minutes, and corrects what an earlier release left.
 */
export class AlarmClock {
  readonly #database: Database;
  readonly #ports: AlarmClockPorts;
  readonly #stopping = new AbortController();
  #running: Promise<void> | null = null;
  #nextLookInMs = LOOK_EVERY_MS;

  constructor(database: Database, ports: AlarmClockPorts) {
    this.#database = database;
    this.#ports = ports;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Lets what is ringing finish. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const rang = await this.look().catch((error: unknown) => {
        this.#ports.log.error({ err: error }, 'it could not be seen what is due');
        return 0;
      });
      // More may be due than one look takes.
      if (rang < MOST_A_LOOK) {
        await wait(this.#nextLookInMs, undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
  }

  /** Rings for whichever companies something is due. @returns for how many */
  async look(): Promise<number> {
    this.#nextLookInMs = LOOK_EVERY_MS;
    const now = this.#ports.clock.now();
    const leftMs = ({ wakeAt }: { wakeAt: string }) => Date.parse(wakeAt) - Date.parse(now);
    const untilNextLook = new Date(Date.parse(now) + LOOK_EVERY_MS).toISOString();
    const soon = await this.#database.companiesDue(untilNextLook, MOST_A_LOOK);
    const due = soon.filter((one) => leftMs(one) < 0);
    const [next] = soon.slice(due.length);
    // A thing is due before the next moment begins, not in it.
    if (next !== undefined) this.#nextLookInMs = leftMs(next) + 1;
    const waiting = [...due];
    const ringer = async () => {
      for (let next = waiting.shift(); next !== undefined && !this.#stopping.signal.aborted; next = waiting.shift()) {
        const due = next;
        await inContext({ runId: this.#ports.clock.newId(), companyId: due.companyId }, () => this.#ringFor(due));
      }
    };
    await Promise.all(Array.from({ length: RINGERS }, ringer));
    return due.length;
  }

  async #ringFor({ companyId, wakeAt }: { companyId: string; wakeAt: string }): Promise<void> {
    const { clock, log } = this.#ports;
    const until = new Date(Date.parse(clock.now()) + TAKEN_FOR_MS).toISOString();
    const store = this.#database.tenant(companyId);
    const taken = await store.collection('counters').updateOne({ _id: companyId, wakeAt }, { $set: { wakeAt: until } });
    // Another worker was quicker.
    if (taken === null) return;
    try {
      const onLeft = (error: Error) => log.error({ err: error }, 'a document was left as it is');
      await ring(store, clock, onLeft);
    } catch (error) {
      log.error({ err: error }, 'what is due could not be done');
    }
  }
}
