import type { SessionReply } from '@marginiq/contract/session';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toLocalClock } from './local-clock.ts';
import { aProfile } from './testing/a-profile.ts';

const NOON = Date.parse('2026-06-01T12:00:00.000Z');
const MINUTE = 60_000;
const YEAR = 365 * 24 * 60 * MINUTE;
const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const iso = (ms: number) => new Date(ms).toISOString();

function reply(accessToken: string): SessionReply {
  const profile = aProfile({ companyId: ID, userId: ID, deviceId: ID });
  const times = { accessExpiresAt: iso(NOON + 15 * MINUTE), sessionExpiresAt: iso(NOON + 30 * 24 * 60 * MINUTE) };
  return { profile, accessToken, refreshToken: null, ...times };
}
const token = (payload: object) => `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.sig`;
const issuedAtNoon = token({ iat: NOON / 1000, name: 'Zoë ÿ' });

describe('toLocalClock', () => {
  it('toLocalClock gives an access token its full length, however wrong the clock is', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2 * YEAR, max: 2 * YEAR }), (skew) => {
        const now = NOON + skew;
        const local = toLocalClock(reply(issuedAtNoon), now);
        expect(Math.abs(Date.parse(local.accessExpiresAt) - now - 15 * MINUTE)).toBeLessThanOrEqual(2 * MINUTE);
      }),
    );
  });

  it('toLocalClock believes what the server says of its time before it looks into the token', () => {
    const now = NOON + YEAR;
    const local = toLocalClock({ ...reply(token({ iat: 0 })), serverTime: iso(NOON) }, now);
    expect(Date.parse(local.accessExpiresAt)).toBe(now + 15 * MINUTE);
  });

  it('toLocalClock leaves the times alone where the clock is right, and where the token does not say', () => {
    expect(toLocalClock(reply(issuedAtNoon), NOON + 30_000)).toEqual(reply(issuedAtNoon));
    for (const odd of ['', 'nothing', token({}), token({ iat: 'noon' })]) {
      expect(toLocalClock(reply(odd), NOON + YEAR)).toEqual(reply(odd));
    }
  });
});
