import { profileSchema } from '@marginiq/contract/session';
import { v7 } from 'uuid';
import { z } from 'zod';
import { AuthClient, type AuthReply, toSessionResult } from '../../bridge/auth-client.ts';
import type { Credentials, DesktopBridge, SessionResult, StoredSession } from '../../bridge/bridge.ts';
import { deviceName } from './device-name.ts';

const SESSION_KEY = 'marginiq.session';
const DEVICES_KEY = 'marginiq.devices';
const REFRESH_LOCK = 'marginiq.refresh';

const storedSchema = z.object({ profile: profileSchema, sessionExpiresAt: z.iso.datetime() });
const devicesSchema = z.record(z.string(), z.uuid());

/** What of the browser the bridge uses; a test hands in its own. */
export interface BrowserHost {
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  locks: Pick<LockManager, 'request'>;
  userAgent: string;
  now: () => Date;
}

function readJson<T>(host: BrowserHost, key: string, schema: z.ZodType<T>): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(host.storage.getItem(key) ?? 'null'));
    return parsed.success ? parsed.data : null;
  } catch {
    // Not JSON: somebody else's, or damaged. It is made anew.
    return null;
  }
}

/** One device id for each person on this browser, so that command numbers are never shared. */
function deviceIdFor(host: BrowserHost, { company, email }: Credentials): string {
  const person = `${company.trim().toLowerCase()}/${email.trim().toLowerCase()}`;
  const devices = readJson(host, DEVICES_KEY, devicesSchema) ?? {};
  const known = devices[person];
  if (known !== undefined) return known;
  const made = v7();
  host.storage.setItem(DEVICES_KEY, JSON.stringify({ ...devices, [person]: made }));
  return made;
}

/**
 * The bridge where there is no Electron: the refresh token is an HttpOnly cookie that no script can read, the
 * profile stands in localStorage. All windows of the browser share both.
 */
export function createBrowserBridge(host: BrowserHost, serverUrl = ''): DesktopBridge {
  const auth = new AuthClient({ serverUrl, tokenTransport: 'cookie', now: () => host.now().getTime() });

  const keep = (answer: AuthReply): SessionResult => {
    if (answer.ok) {
      const { profile, sessionExpiresAt } = answer.reply;
      host.storage.setItem(SESSION_KEY, JSON.stringify({ profile, sessionExpiresAt } satisfies StoredSession));
    }
    return toSessionResult(answer);
  };

  return {
    host: 'browser',
    serverUrl,
    storedSession: async () => {
      const stored = readJson(host, SESSION_KEY, storedSchema);
      return stored !== null && stored.sessionExpiresAt > host.now().toISOString() ? stored : null;
    },
    signIn: async (credentials) => {
      const device = { deviceId: deviceIdFor(host, credentials), deviceName: deviceName(host.userAgent) };
      return keep(await auth.login(credentials, device));
    },
    // One window at a time: two that renew at once would look like a stolen token to the server.
    renewSession: () => host.locks.request(REFRESH_LOCK, async () => keep(await auth.refresh(null))),
    reportWipe: (unanswered) => auth.reportWipe(null, unanswered),
    forgetDevice: async () => {
      const stored = readJson(host, SESSION_KEY, storedSchema);
      const devices = readJson(host, DEVICES_KEY, devicesSchema) ?? {};
      const kept = Object.entries(devices).filter(([, deviceId]) => deviceId !== stored?.profile.deviceId);
      host.storage.setItem(DEVICES_KEY, JSON.stringify(Object.fromEntries(kept)));
      host.storage.removeItem(SESSION_KEY);
    },
    signOut: async () => {
      await auth.logout(null);
      host.storage.removeItem(SESSION_KEY);
    },
  };
}
