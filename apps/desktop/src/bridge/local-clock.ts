import type { SessionReply } from '@marginiq/contract/session';

/** When the server issued a token, by the server's clock; null for one that does not say. */
function issuedAtMs(accessToken: string): number | null {
  try {
    const payload = accessToken.split('.')[1] ?? '';
    const { iat } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as { iat?: unknown };
    return typeof iat === 'number' ? iat * 1000 : null;
  } catch {
    return null;
  }
}

/** A clock that is off by less than this may as well be a slow network. */
const TOLERATED_MS = 120_000;

/**
 * A session's times as this device's clock will read when they come. A clock that is wrong by a year would otherwise
 * call every token ended, or none, and end or lengthen the time of working offline.
 */
export function toLocalClock(reply: SessionReply, nowMs: number): SessionReply {
  const issuedAt = issuedAtMs(reply.accessToken);
  const skewMs = issuedAt === null ? 0 : nowMs - issuedAt;
  if (Math.abs(skewMs) <= TOLERATED_MS) return reply;
  const shifted = (instant: string) => new Date(Date.parse(instant) + skewMs).toISOString();
  return {
    ...reply,
    accessExpiresAt: shifted(reply.accessExpiresAt),
    sessionExpiresAt: shifted(reply.sessionExpiresAt),
  };
}
