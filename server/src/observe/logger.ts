import { type DestinationStream, type Logger, pino } from 'pino';
import { currentContext } from './call-context.ts';

/** JSON lines on stdout, each with the ids of the call or job that wrote it. Nothing that signs anybody in is ever logged. */
export function createLogger(name: string, level: string, destination?: DestinationStream): Logger {
  const options = {
    name,
    level,
    redact: ['req.headers.authorization', 'req.headers.cookie', '*.password', '*.refreshToken', '*.accessToken'],
    // A copy, because pino writes the line's own fields into it.
    mixin: () => ({ ...currentContext() }),
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
