import type { ReportUnreadableInput } from '@marginiq/contract/unreadable';
import type { Logger } from 'pino';
import type { AccessClaims } from '../auth/access-tokens.ts';
import type { Clock } from '../clock.ts';

/** So many documents of one device are logged in a minute: nobody fills the server's disk with reports. */
const MAX_LOGGED = 500;
const WINDOW_MS = 60_000;
/** For how many devices the amount already logged is remembered. */
const MAX_DEVICES = 1_000;

/**
 * What devices could not read of what this server sent them. There should be none (tenancy/fit.ts), so each is logged as an
 * error, with what is needed to find the document: never its contents.
 */
export class UnreadableReports {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #log: Pick<Logger, 'error'>;
  /** By device, the most recent reporter last. */
  readonly #windows = new Map<string, { startsAt: number; logged: number }>();
  /** How many documents were reported, and how many of them were not logged. */
  total = 0;
  unlogged = 0;

  constructor(clock: Pick<Clock, 'now'>, log: Pick<Logger, 'error'>) {
    this.#clock = clock;
    this.#log = log;
  }

  take(
    { companyId, userId, deviceId }: Pick<AccessClaims, 'companyId' | 'userId' | 'deviceId'>,
    { program, documents }: Pick<ReportUnreadableInput, 'program' | 'documents'>,
  ): void {
    this.total += documents.length;
    if (!this.#mayLog(deviceId, documents.length)) {
      this.unlogged += documents.length;
      return;
    }
    const { total, unlogged } = this;
    const report = { companyId, userId, deviceId, program, documents, total, unlogged };
    this.#log.error(report, 'a device cannot read what it was sent');
  }

  #mayLog(deviceId: string, count: number): boolean {
    const now = Date.parse(this.#clock.now());
    const known = this.#windows.get(deviceId);
    const window = known !== undefined && now - known.startsAt < WINDOW_MS ? known : { startsAt: now, logged: 0 };
    this.#windows.delete(deviceId);
    this.#windows.set(deviceId, window);
    const [oldest] = this.#windows.keys();
    if (this.#windows.size > MAX_DEVICES && oldest !== undefined) this.#windows.delete(oldest);
    if (window.logged + count > MAX_LOGGED) return false;
    window.logged += count;
    return true;
  }
}
