import { TRPCError } from '@trpc/server';

/**
 * What a temporarily refused client should do: retry a little later (`busy`), retry immediately to reach another process
 * (`moved`), or wait for an operator (`maintenance`).
 */
export type Steer = 'busy' | 'moved' | 'maintenance';

/**
 * The server has as much to do as it can answer in time, or MongoDB is away (then with a cause). The same may be asked again a
 * little later, and has to bear that: where MongoDB went away in the middle, it may have been done already.
 */
export class ServerBusyError extends TRPCError {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds = 2, cause?: unknown) {
    super({ code: 'SERVICE_UNAVAILABLE', message: 'The server is busy. Try again in a moment.', cause });
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get steer(): Steer {
    return 'busy';
  }
}

/** An operator has put the installation under maintenance. */
export class MaintenanceError extends TRPCError {
  readonly steer = 'maintenance' satisfies Steer;
  readonly retryAfterSeconds: number;
  /** In how many seconds it is to be over; undefined if nobody said. */
  readonly waitSeconds: number | undefined;

  constructor({ retryAfterSeconds, waitSeconds }: { retryAfterSeconds: number; waitSeconds?: number | undefined }) {
    super({ code: 'SERVICE_UNAVAILABLE', message: 'The server is under maintenance.' });
    this.retryAfterSeconds = retryAfterSeconds;
    this.waitSeconds = waitSeconds;
  }
}

/** Ends a stream of a process that stops. Its client opens another one, which another process serves. */
export class ServerMovedError extends TRPCError {
  readonly steer = 'moved' satisfies Steer;
  /** Over how long the clients are to spread themselves, each by a chance of its own. */
  readonly moveWithinMs: number;

  constructor(moveWithinMs: number) {
    super({ code: 'SERVICE_UNAVAILABLE', message: 'This server is about to stop. Another one takes over.' });
    this.moveWithinMs = moveWithinMs;
  }
}
