import type { SessionReply } from '@marginiq/contract/session';

/** When the server wrote a reply, by its own clock; null for a server that does not say. */
export function serverTimeMs({
  serverTime,
  accessToken,
}: Pick<SessionReply, 'serverTime' | 'accessToken'>): number | null {
  if (serverTime) return Date.parse(serverTime);
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
 * An access token's end as this device's clock will read when it comes. A clock that is wrong by a year would otherwise call
 * every token ended, or none. The session's own end does not rest on this clock: see session-clock.ts.
 */
export function toLocalClock(reply: SessionReply, nowMs: number): SessionReply {
  const issuedAt = serverTimeMs(reply);
  const skewMs = issuedAt === null ? 0 : nowMs - issuedAt;
  if (Math.abs(skewMs) <= TOLERATED_MS) return reply;
  const shifted = (instant: string) => new Date(Date.parse(instant) + skewMs).toISOString();
  return { ...reply, accessExpiresAt: shifted(reply.accessExpiresAt) };
}
