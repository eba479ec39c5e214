import { CallRefusedError } from './call-refused.ts';

/** Most elections are over by then. */
export const RETRY_AFTER_OUTAGE_SECONDS = 5;

/** The same may be asked again after this time: the reply names it as Retry-After. */
export abstract class ComeAgainError extends CallRefusedError {
  abstract readonly retryAfterSeconds: number;
}

/**
 * The server has as much to do as it can answer in time, or MongoDB is away (then with a cause). The same may be asked again a
 * little later, and has to bear that: where MongoDB went away in the middle, it may have been done already.
 */
export class ServerBusyError extends ComeAgainError {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds = 2, cause?: unknown) {
    super({ code: 'busy' }, cause);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** An operator has put the installation under maintenance. */
export class MaintenanceError extends ComeAgainError {
  readonly retryAfterSeconds: number;

  /** @param waitSeconds in how many seconds it should be over; undefined if nobody said */
  constructor({ retryAfterSeconds, waitSeconds }: { retryAfterSeconds: number; waitSeconds?: number | undefined }) {
    super({ code: 'maintenance', ...(waitSeconds === undefined ? {} : { waitSeconds }) });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Ends a stream of a process that stops. Its client opens another one, which another process serves. */
export class ServerMovedError extends CallRefusedError {
  /** @param moveWithinMs over how long the clients are to spread themselves, each by a chance of its own */
  constructor(moveWithinMs: number) {
    super({ code: 'moved', moveWithinMs });
  }
}
