import { TransportError } from '@marginiq/sync/engine/transport';
import { describe, expect, it } from 'vitest';
import type { DesktopBridge, OpenSession, SessionResult } from '../../../bridge/bridge.ts';
import { aProfile } from '../../../bridge/testing/a-profile.ts';
import { AccessToken } from './access-token.ts';

const NOON = Date.parse('2026-06-01T12:00:00.000Z');
const inMinutes = (minutes: number) => new Date(NOON + minutes * 60_000).toISOString();

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const identity = { companyId: id, userId: id, deviceId: id };

function session(accessToken: string, minutes: number): OpenSession {
  const profile = aProfile(identity);
  return { profile, accessToken, accessExpiresAt: inMinutes(minutes) };
}

/** A host whose renewals are answered one after the other. */
function bridge(...answers: SessionResult[]) {
  let renewals = 0;
  const host: Pick<DesktopBridge, 'renewSession'> = {
    renewSession: async () => {
      const answer = answers[renewals];
      renewals += 1;
      if (answer === undefined) throw new Error('renewed more often than expected');
      return answer;
    },
  };
  return { bridge: host, renewals: () => renewals };
}

describe('AccessToken', () => {
  it('a token is reused until shortly before it ends', async () => {
    const { bridge: host, renewals } = bridge({ ok: true, session: session('second', 30) });
    let now = NOON;
    const token = new AccessToken(identity, { bridge: host, now: () => now }, session('first', 15));
    expect(await token.get()).toBe('first');
    now = NOON + 14.5 * 60_000;
    expect(await token.get()).toBe('second');
    expect(renewals()).toBe(1);
  });

  it('AccessToken is renewed once for all who ask at the same time', async () => {
    const { bridge: host, renewals } = bridge({ ok: true, session: session('fresh', 15) });
    const token = new AccessToken(identity, { bridge: host, now: () => NOON });
    expect(await Promise.all([token.get(), token.get(), token.renew()])).toEqual(['fresh', 'fresh', 'fresh']);
    expect(renewals()).toBe(1);
  });

  it('AccessToken tells an ended session from a missing network, and a later try may work again', async () => {
    const { bridge: host } = bridge(
      { ok: false, fault: 'offline', message: 'no network' },
      { ok: false, fault: 'ended', message: 'ended' },
      { ok: false, fault: 'failed', message: 'failed' },
      { ok: true, session: session('back', 15) },
    );
    const token = new AccessToken(identity, { bridge: host, now: () => NOON });
    const fault = (error: unknown) => (error instanceof TransportError ? error.fault : error);
    expect(await token.get().catch(fault)).toBe('offline');
    expect(await token.get().catch(fault)).toBe('signedOut');
    expect(await token.get().catch(fault)).toBe('server');
    expect(await token.get()).toBe('back');
  });

  it('a host that fails is not taken for a missing network, and a later try may work', async () => {
    const answers = [
      Promise.reject(new DOMException('full', 'QuotaExceededError')),
      { ok: true, session: session('back', 15) },
    ];
    const host = { renewSession: async () => (await answers.shift()) as SessionResult };
    const token = new AccessToken(identity, { bridge: host, now: () => NOON });
    await expect(token.get()).rejects.toMatchObject({ name: 'TransportError', fault: 'server' });
    expect(await token.get()).toBe('back');
  });

  it('AccessToken is never anybody else’s, whatever the host answers', async () => {
    const other = { ...session('theirs', 15), profile: { ...session('', 0).profile, userId: id.replace('7', '8') } };
    const token = new AccessToken(identity, { bridge: bridge({ ok: true, session: other }).bridge, now: () => NOON });
    await expect(token.get()).rejects.toMatchObject({ fault: 'otherSession' });
    expect(() => token.use(other)).toThrow(TransportError);
  });

  it('a token that cannot be renewed for now names how long the server asks to wait', async () => {
    const failure = { ok: false, message: 'not now', retryAfterMs: 7_000 } as const;
    const { bridge: host } = bridge(
      { ...failure, fault: 'busy' },
      { ...failure, fault: 'maintenance', waitSeconds: 600 },
    );
    const token = new AccessToken(identity, { bridge: host, now: () => NOON });
    await expect(token.get()).rejects.toMatchObject({ fault: 'busy', retryAfterMs: 7_000, overInMs: null });
    await expect(token.get()).rejects.toMatchObject({ fault: 'maintenance', retryAfterMs: 7_000, overInMs: 600_000 });
  });
});
