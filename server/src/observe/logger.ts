import { type Logger, pino } from 'pino';

/** JSON lines on stdout. Nothing that signs anybody in is ever logged. */
export function createLogger(name: string, level: string): Logger {
  return pino({
    name,
    level,
    redact: ['req.headers.authorization', 'req.headers.cookie', '*.password', '*.refreshToken', '*.accessToken'],
  });
}
