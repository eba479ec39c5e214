import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { CounterRecord } from './documents.ts';
import type { TenantFilter } from './tenant-collection.ts';
import type { TenantStore } from './tenant-store.ts';

/** How long others yield: somebody waits for what they do, and must be answered within a second. */
const PATIENCE_MS = 800;
const FIRST_LOOK_MS = 5;
const LOOK_EVERY_MS = 40;

/** Another commit has reserved the company: this one gives way to it. */
export class ReservedError extends Error {
  override name = 'ReservedError';
}

/**
 * Distinguishes one commit's reservation from another's. Short: it is stored in the counter, which every commit reads.
 */
export const newToken = (): string => randomBytes(9).toString('base64url');

/**
 * How one commit reserves its company, and yields to others that have.
 *
 * Commits are optimistic: whoever moves the counter first wins, and short ones always win against long work. So work that was
 * overtaken a few times writes a token into the counter, without moving it, and begins again; anybody else who is about to move
 * the counter sees the token when reading the position, and waits. The commit that moves the counter removes the token.
 *
 * This is politeness, not a lock. Correctness depends on the counter's position alone, so nothing breaks if somebody does not
 * wait, and nobody waits for long: after 800 ms by their own clock they remove the reservation and continue. That is the
 * one-time cost of a killed holder. It is also why work that takes more than 800 ms, including its writes, gains little here: it
 * must be split into several commits.
 */
export class Reservation {
  readonly #store: TenantStore;
  readonly #token = newToken();
  /** Null: has not waited for anybody yet. */
  #patientUntil: number | null;
  #isMade = false;

  constructor(store: TenantStore, askedAt: number | undefined) {
    this.#store = store;
    this.#patientUntil = askedAt === undefined ? null : askedAt + PATIENCE_MS;
  }

  get #isPatient(): boolean {
    return this.#patientUntil === null || performance.now() < this.#patientUntil;
  }

  get #counters() {
    return this.#store.collection('counters');
  }

  #isOthers({ reservedBy = null }: CounterRecord): boolean {
    return reservedBy !== null && reservedBy !== this.#token;
  }

  /** The condition for moving the counter: reserved by nobody else, unless this commit has waited long enough. */
  get polite(): TenantFilter<CounterRecord> {
    return this.#isPatient ? { reservedBy: { $in: [null, this.#token] } } : {};
  }

  /** @throws ReservedError if somebody else has reserved the company, and this one has not waited for long enough */
  respect(counter: CounterRecord): void {
    if (this.#isOthers(counter) && this.#isPatient) throw new ReservedError('another commit has reserved the company');
  }

  /** Waits until nobody else has reserved the company, or until it has waited for long enough. */
  async giveWay(): Promise<void> {
    this.#patientUntil ??= performance.now() + PATIENCE_MS;
    let standing: string | null = null;
    for (let pauseMs = FIRST_LOOK_MS; this.#isPatient; pauseMs = Math.min(pauseMs * 2, LOOK_EVERY_MS)) {
      await wait(pauseMs);
      const counter = await this.#counters.findById(this.#store.companyId);
      if (counter === null || !this.#isOthers(counter)) return;
      standing = counter.reservedBy ?? null;
    }
    if (standing !== null) await this.#takeAway(standing);
  }

  /** Reserves the company, unless somebody else has. */
  async make(): Promise<void> {
    const free = { _id: this.#store.companyId, reservedBy: { $in: [null, this.#token] } };
    const before = await this.#counters.updateOne(free, { $set: { reservedBy: this.#token } });
    if (before !== null) this.#isMade = true;
  }

  /** Somebody was faster. Whoever did not wait any more begins to, if there is somebody to wait for. */
  overtaken(): void {
    if (!this.#isPatient) this.#patientUntil = null;
  }

  /** The commit has moved the counter, and has taken the token off by that. */
  used(): void {
    this.#isMade = false;
  }

  /** Removes a remaining reservation: the work failed, or had nothing to write. */
  async end(): Promise<void> {
    // A reservation left behind delays the others once.
    if (this.#isMade) await this.#takeAway(this.#token).catch(() => undefined);
  }

  async #takeAway(token: string): Promise<void> {
    await this.#counters.updateOne({ _id: this.#store.companyId, reservedBy: token }, { $unset: { reservedBy: true } });
  }
}
