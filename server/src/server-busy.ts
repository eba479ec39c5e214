import { TRPCError } from '@trpc/server';

/** The server has as much to do as it can answer in time. Nothing was done; the same may be asked again a little later. */
export class ServerBusyError extends TRPCError {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds = 2, cause?: unknown) {
    super({ code: 'SERVICE_UNAVAILABLE', message: 'The server is busy. Try again in a moment.', cause });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
