import { TRPCError } from '@trpc/server';

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
}
