import { readLocalState, writeLocalState } from '../database/local-state.ts';
import { byDeviceSeq, deviceSeqOf, type LocalRxDatabase } from '../database/row.ts';
import { storedRows } from '../database/stored-rows.ts';

/**
 * The numbers of this device's commands, which count without a gap. All are read from the storage: another window may
 * have assigned numbers that this one has not heard of yet.
 */
export class CommandNumbers {
  readonly #database: LocalRxDatabase;
  readonly #deviceId: string;
  #isNumbered = false;
  /** 0: none yet. */
  #lastGiven = 0;

  constructor(database: LocalRxDatabase, deviceId: string) {
    this.#database = database;
    this.#deviceId = deviceId;
  }

  /** The server's next number, as far as this local database remembers. */
  async expected(): Promise<number | null> {
    return (await readLocalState(this.#database, 'device'))?.nextDeviceSeq ?? null;
  }

  async remember(nextDeviceSeq: number): Promise<void> {
    await writeLocalState(this.#database, 'device', { nextDeviceSeq, deviceId: this.#deviceId });
  }

  /** Whether the server has answered this device before, as far as this local database remembers. */
  async isNumbered(): Promise<boolean> {
    // Once true, it remains true for the lifetime of this database.
    this.#isNumbered ||= (await this.expected()) !== null;
    return this.#isNumbered;
  }

  /** The number of the next command. Asked for and given out under the outbox's lock. */
  async next(): Promise<number> {
    const from = async (deviceSeq: number) => {
      const rows = await storedRows(this.#database.commands, { order: { $gte: byDeviceSeq(deviceSeq) } });
      // The order of a damaged row may be no number, which would make every later number none.
      return rows.map(deviceSeqOf).filter(Number.isSafeInteger);
    };
    // If the last number that this window gave out is still there, all below it are given out too.
    const last = this.#lastGiven;
    const [expected, recent] = await Promise.all([this.expected(), from(last)]);
    const used = last === 0 || recent.includes(last) ? recent : await from(0);
    return used.reduce((a, b) => Math.max(a, b), (expected ?? 1) - 1) + 1;
  }

  /** A command with this number is saved. */
  gaveOut(deviceSeq: number): void {
    this.#lastGiven = deviceSeq;
  }
}
