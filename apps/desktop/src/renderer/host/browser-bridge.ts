import { type Identity, profileSchema } from '@marginiq/contract/session';
import { z } from 'zod';
import { AuthClient, type AuthReply, toPersonResult, toSessionResult } from '../../bridge/auth-client.ts';
import type { DesktopBridge, SessionResult } from '../../bridge/bridge.ts';
import { identityOf, isSameIdentity, OTHER_SESSION } from '../../bridge/identity.ts';
import { PassphraseKey, type RandomBytes } from '../../bridge/passphrase.ts';
import { SessionTimer, sessionClockSchema, type TimePorts } from '../../bridge/session-clock.ts';
import { createBrowserShell } from './browser-shell.ts';
import { deviceName } from './device-name.ts';
import { importLocalKey, type KeptKey, type KeyStore } from './local-key.ts';
import type { SessionNews } from './session-news.ts';
import { type PageStorage, readJson, writeJson } from './stored-json.ts';

const SESSION_KEY = 'marginiq.session';
/** Sessions that were ended here while the server could not be reached. */
const UNTOLD_KEY = 'marginiq.signedOut';
const REFRESH_LOCK = 'marginiq.refresh';
/** Shared by sign-outs that are on their way to the server; a sign-in holds it alone. */
const LOGOUT_LOCK = 'marginiq.logout';
/** A little longer than a renewal or a sign-out may take. */
const PATIENCE_MS = 16_000;

const storedSchema = z.object({
  profile: profileSchema,
  /** Of one sign-in: a renewal's late reply belongs to the sign-in that it was asked in. */
  signInId: z.string().default(''),
  /** Absent in a session of an earlier version, which is renewed before it is over by any clock. */
  clock: sessionClockSchema.nullable().default(null),
});
type Stored = z.infer<typeof storedSchema>;
const untoldSchema = z.array(z.object({ companyId: z.uuid(), userId: z.uuid(), deviceId: z.uuid() }));

/** What of the browser the bridge uses; a test hands in its own. */
export interface BrowserHost {
  storage: PageStorage;
  locks: Pick<LockManager, 'request'>;
  keys: KeyStore;
  news: SessionNews;
  userAgent: string;
  time: TimePorts;
  randomBytes: RandomBytes;
  newId: () => string;
}

/** A person's key as this window has it. The raw key is there only where it just came: behind a sign-in or a passphrase. */
interface OpenKey {
  name: string;
  key: CryptoKey;
  raw: string | null;
  /** As it was last kept; `sealed` is by a passphrase. */
  kept: KeptKey;
}

const keyName = ({ companyId, userId }: Pick<Identity, 'companyId' | 'userId'>) => `${companyId}/${userId}`;

/**
 * The bridge where there is no Electron: the refresh token is an HttpOnly cookie of the device's own that no script can
 * read, the profile is in localStorage. All windows of the browser share both.
 */
export function createBrowserBridge(host: BrowserHost, serverUrl = ''): DesktopBridge {
  const auth = new AuthClient({ serverUrl, tokenTransport: 'cookie', now: host.time.now });
  const timer = new SessionTimer(host.time);
  let openKey: OpenKey | null = null;

  const stored = () => readJson(host.storage, SESSION_KEY, storedSchema);
  const keep = (session: Stored) => writeJson(host.storage, SESSION_KEY, session);
  const untold = () => readJson(host.storage, UNTOLD_KEY, untoldSchema) ?? [];
  const without = (identity: Identity) => untold().filter((one) => !isSameIdentity(one, identity));

  /** Ends a session on the server; at a later start if it cannot be reached now. */
  const logout = async (identity: Identity) => {
    writeJson(host.storage, UNTOLD_KEY, [...without(identity), identity]);
    await host.locks.request(LOGOUT_LOCK, { mode: 'shared' }, async () => {
      const now = stored();
      // Signed in again as the same device meanwhile: what would be ended now is the new session.
      const isOver = now !== null && isSameIdentity(now.profile, identity);
      if (isOver || (await auth.logout(null, identity))) writeJson(host.storage, UNTOLD_KEY, without(identity));
    });
  };

  /**
   * A sign-out's late reply clears the device's cookie, even if that belongs to a new sign-in. So whoever signs in waits for
   * those on their way, and none is sent meanwhile. One of a frozen window is not waited for.
   */
  const afterLogouts = async <T>(work: () => Promise<T>): Promise<T> => {
    let begun: Promise<T> | null = null;
    const begin = () => {
      begun ??= work();
      return begun;
    };
    try {
      return (await host.locks.request(LOGOUT_LOCK, { signal: AbortSignal.timeout(PATIENCE_MS) }, begin)) as T;
    } catch {
      return begin();
    }
  };

  const keepKey = async (identity: Identity, raw: string | null | undefined) => {
    if (!raw) return;
    const name = keyName(identity);
    // Signing in again does not take away a passphrase that its person has just used.
    if (openKey?.name === name && openKey.kept.kind === 'sealed' && openKey.raw === raw) return;
    const key = await importLocalKey(raw);
    const kept: KeptKey = { kind: 'key', key };
    await host.keys.set(name, kept);
    openKey = { name, key, raw, kept };
  };

  const readKey = async (identity: Identity): Promise<OpenKey | null> => {
    const name = keyName(identity);
    if (openKey?.name === name) return openKey;
    const kept = await host.keys.get(name);
    if (kept?.kind !== 'key') return null;
    openKey = { name, key: kept.key, raw: null, kept };
    return openKey;
  };

  /** The browser takes the key away together with the data, and what is saved from now on would be locked after a restart. */
  const keepAgain = async ({ name, kept }: OpenKey, { signInId }: Stored): Promise<void> => {
    if ((await host.keys.get(name)) !== null) return;
    await host.keys.set(name, kept);
    // Signed out meanwhile, in another window.
    if (stored()?.signInId !== signInId) await host.keys.remove(name);
  };

  const keepRenewed = async (answer: AuthReply, { signInId }: Stored): Promise<SessionResult> => {
    if (!answer.ok) return answer;
    const { profile } = answer.reply;
    const now = stored();
    // Signed out, or somebody else signed in, while the server was asked: the reply changes nothing.
    if (now?.signInId !== signInId || !isSameIdentity(now.profile, profile)) {
      if (now === null || !isSameIdentity(now.profile, profile)) void logout(identityOf(profile));
      return OTHER_SESSION;
    }
    // The server has renewed it, whether this device has room to note it or not.
    keep({ profile, signInId, clock: answer.clock });
    return toSessionResult(answer);
  };

  const keepSignIn = async (answer: AuthReply & { ok: true }): Promise<SessionResult> => {
    const { profile, localKey } = answer.reply;
    const before = stored();
    const hasKey = await keepKey(profile, localKey).then(
      () => true,
      () => false,
    );
    if (!hasKey || !keep({ profile, signInId: host.newId(), clock: answer.clock })) {
      void logout(identityOf(profile));
      return { ok: false, fault: 'failed', message: SESSION_KEY };
    }
    host.news.tell({ kind: 'signedIn', profile });
    // One person at a time: whoever was signed in before is signed out, on the server too.
    if (before !== null && !isSameIdentity(before.profile, profile)) void logout(identityOf(before.profile));
    return toSessionResult(answer);
  };

  /** A renewal's late reply would put its cookie in the place of a new sign-in's. One of a frozen window is not waited for. */
  const renewalsAreOver = () =>
    host.locks
      .request(REFRESH_LOCK, { signal: AbortSignal.timeout(PATIENCE_MS) }, async () => undefined)
      .catch(() => undefined);

  // Sessions that a start before this one ended without network.
  for (const identity of untold()) void logout(identity);

  return {
    host: 'browser',
    serverUrl,
    ...createBrowserShell(),
    keeping: async () => {
      const session = stored();
      if (session === null) return 'browser';
      if (openKey?.name === keyName(session.profile)) return openKey.kept.kind === 'sealed' ? 'passphrase' : 'browser';
      const kept = await host.keys.get(keyName(session.profile)).catch(() => null);
      return kept?.kind === 'sealed' ? 'passphrase' : 'browser';
    },
    storedSession: async () => {
      const session = stored();
      if (session === null) return null;
      if (session.clock !== null) {
        const clock = timer.look(session.clock);
        if (clock === null) return null;
        keep({ ...session, clock });
      }
      const { profile } = session;
      if (openKey?.name === keyName(profile)) return { profile };
      const kept = await host.keys.get(keyName(profile)).catch(() => null);
      return kept?.kind === 'sealed' ? { locked: true, profile } : { profile };
    },
    earlierDevices: async () => ({}),
    signIn: async (input) => {
      await renewalsAreOver();
      return afterLogouts(async () => {
        const answer = await auth.login(input, deviceName(host.userAgent));
        return answer.ok ? keepSignIn(answer) : answer;
      });
    },
    whoIs: async (input) => {
      const answer = await auth.login(input, deviceName(host.userAgent));
      // By a sign-in whose session ends at once, or at a later start.
      if (answer.ok) await logout(identityOf(answer.reply.profile));
      return toPersonResult(answer);
    },
    // One window at a time: two that renew at once would look like a stolen token to the server.
    renewSession: (identity) =>
      host.locks.request(REFRESH_LOCK, async () => {
        const session = stored();
        if (session === null || !isSameIdentity(session.profile, identity)) return OTHER_SESSION;
        return keepRenewed(await auth.refresh(null, identity), session);
      }),
    localKeys: async (identity) => {
      const session = stored();
      if (session === null || !isSameIdentity(session.profile, identity)) throw new Error(OTHER_SESSION.message);
      const open = await readKey(identity);
      if (open === null) return null;
      await keepAgain(open, session).catch(() => undefined);
      return { current: open.key, earlier: [], mayHoldClear: true };
    },
    noteSealed: async () => undefined,
    setPassphrase: async (identity, passphrase) => {
      const session = stored();
      const raw = openKey?.raw ?? null;
      if (session === null || !isSameIdentity(session.profile, identity)) return 'signInFirst';
      if (openKey === null || raw === null || openKey.name !== keyName(session.profile)) {
        return 'signInFirst';
      }
      const { name, key } = openKey;
      const seal = async (words: string) => await (await PassphraseKey.create(words, host.randomBytes)).seal(raw);
      const kept: KeptKey =
        passphrase === null ? { kind: 'key', key } : { kind: 'sealed', seal: await seal(passphrase) };
      await host.keys.set(name, kept);
      openKey = { name, key, raw, kept };
      return 'done';
    },
    unlock: async (passphrase) => {
      const session = stored();
      const name = session === null ? null : keyName(session.profile);
      const kept = name === null ? null : await host.keys.get(name);
      if (name === null || kept?.kind !== 'sealed') return true;
      const opened = await PassphraseKey.open(passphrase, kept.seal, host.randomBytes);
      if (opened === null) return false;
      openKey = { name, key: await importLocalKey(opened.text), raw: opened.text, kept };
      return true;
    },
    onSessionChange: (listener) => host.news.listen(listener),
    reportWipe: (identity, unanswered) => auth.reportWipe(null, identity, unanswered),
    signOut: async (identity) => {
      const session = stored();
      if (session === null || !isSameIdentity(session.profile, identity)) return;
      // First of all, and without waiting for anything: a start from now on knows nobody.
      host.storage.removeItem(SESSION_KEY);
      openKey = null;
      host.news.tell({ kind: 'signedOut', identity: identityOf(identity) });
      await Promise.all([logout(identity), host.keys.remove(keyName(identity))]);
    },
  };
}
