import type { Identity } from '@marginiq/contract/session';
import type { LocalKeys } from '@marginiq/sync/database/sealer';
import { AuthClient, type AuthReply, toPersonResult, toSessionResult } from '../../bridge/auth-client.ts';
import type { DesktopBridge, SessionResult } from '../../bridge/bridge.ts';
import { identityOf, isSameIdentity, OTHER_SESSION, personKey } from '../../bridge/identity.ts';
import { ringOfReply, usableKeys } from '../../bridge/key-ring.ts';
import type { PassphrasePorts } from '../../bridge/passphrase.ts';
import { SessionTimer, type TimePorts } from '../../bridge/session-clock.ts';
import { BrowserKeys, type Look, type Sealing } from './browser-keys.ts';
import { BrowserLogouts } from './browser-logouts.ts';
import { BrowserSession, SESSION_KEY, type StoredBrowserSession } from './browser-session.ts';
import { createBrowserShell } from './browser-shell.ts';
import { deviceName } from './device-name.ts';
import type { KeyStore } from './key-store.ts';
import { type Locks, patientLock } from './patient-lock.ts';
import type { SessionNews } from './session-news.ts';
import type { PageStorage } from './stored-json.ts';

const REFRESH_LOCK = 'marginiq.refresh';
/** A little longer than a renewal or a sign-out may take. */
const PATIENCE_MS = 16_000;

/** What of the browser the bridge uses; a test hands in its own. */
export interface BrowserHost extends PassphrasePorts {
  /** How long a window waits for another that renews or signs out. Left out but in tests. */
  patienceMs?: number;
  storage: PageStorage;
  locks: Locks;
  keys: KeyStore;
  news: SessionNews;
  userAgent: string;
  time: TimePorts;
  newId: () => string;
}

const refreshTokenIn = (look: Look): string | null =>
  look.state === 'open' ? (look.open.unsealed?.content.refreshToken ?? null) : null;
const isSealed = (look: Look): boolean =>
  look.state === 'locked' || (look.state === 'open' && look.open.unsealed !== null);
/** Whether a sign-in keeps what protects the session that it follows. */
const staysSealed = ({ keptBy }: StoredBrowserSession, look: Look, sealing: Sealing | null): boolean => {
  if (look.state === 'damaged') return false;
  return sealing === null ? !isSealed(look) && keptBy !== 'passphrase' : sealing.passphrase === null;
};
const MISSING: Look = { state: 'missing' };

/**
 * The bridge where there is no Electron. All windows of the browser share a session: its profile is in localStorage, its
 * keys are in IndexedDB, and its refresh token is an HttpOnly cookie of the device's own that no script can read. With a
 * passphrase there is no cookie: the token is sealed together with the keys.
 */
export function createBrowserBridge(host: BrowserHost, serverUrl = ''): DesktopBridge {
  const { locks, storage, newId, patienceMs = PATIENCE_MS } = host;
  const auth = new AuthClient({ serverUrl, now: host.time.now });
  const timer = new SessionTimer(host.time);
  const session = new BrowserSession(storage);
  const keys = new BrowserKeys({ ...host, store: host.keys });
  const logouts = new BrowserLogouts({ storage, locks, auth, session, patienceMs });
  const byDevice = { deviceName: deviceName(host.userAgent) };

  /** The session, if it is still this person's. */
  const sessionOf = (identity: Identity): StoredBrowserSession | null => {
    const stored = session.read();
    return stored !== null && isSameIdentity(stored.profile, identity) ? stored : null;
  };

  /**
   * One window at a time: two simultaneous renewals would look like a stolen token to the server. The lock is taken from a
   * window that holds it for longer than a renewal may take: the server accepts one repeated token (the frozen window's reply
   * counts as lost), while without a renewal every other window would stop. What that window writes when it wakes up has no
   * effect.
   */
  const oneAtATime = <T>(work: () => Promise<T>): Promise<T> =>
    patientLock(locks, { name: REFRESH_LOCK, patienceMs }, work);

  /** A renewal's late reply would replace a new sign-in's cookie. We do not wait for a frozen window's. */
  const renewalsAreOver = () =>
    locks
      .request(REFRESH_LOCK, { signal: AbortSignal.timeout(patienceMs) }, async () => undefined)
      .catch(() => undefined);

  const isOver = ({ signInId }: StoredBrowserSession): boolean => session.read()?.signInId !== signInId;

  const renew = async (stored: StoredBrowserSession): Promise<SessionResult> => {
    const { profile, signInId } = stored;
    const look = await keys.look(personKey(profile)).catch(() => MISSING);
    const refreshToken = refreshTokenIn(look);
    // Another window has set another passphrase, or what it sealed is gone: this window is locked, or signed out.
    if (refreshToken === null && (look.state === 'locked' || stored.keptBy === 'passphrase')) return OTHER_SESSION;
    const answer = await auth.refresh(refreshToken, profile);
    if (!answer.ok) return answer;
    const now = session.read();
    // Somebody signed out, or another person signed in, during the request: the reply changes nothing.
    const isTheirs = now !== null && isSameIdentity(now.profile, answer.reply.profile);
    if (!isTheirs || now.signInId !== signInId) {
      if (!isTheirs || refreshToken !== null) void logouts.end(answer.reply.profile, answer.reply.refreshToken);
      return OTHER_SESSION;
    }
    // The server has renewed it, whether this device has room to note it or not.
    const takeBack = await keys.renewed(look, answer.reply.refreshToken).catch(() => null);
    // Signed out in another window while it was written.
    if (isOver(stored)) {
      await takeBack?.();
      return OTHER_SESSION;
    }
    const keptBy = look.state === 'open' ? (refreshToken === null ? 'browser' : 'passphrase') : stored.keptBy;
    session.write({ profile: answer.reply.profile, signInId, clock: answer.clock, keptBy });
    return toSessionResult(answer);
  };

  const keepSignIn = async (
    answer: AuthReply & { ok: true },
    { sealing, isOvertaken }: { sealing: Sealing | null; isOvertaken: () => boolean },
  ): Promise<SessionResult> => {
    const { profile, refreshToken } = answer.reply;
    const endThis = () => void logouts.end(profile, refreshToken);
    if (isOvertaken()) {
      endThis();
      return OTHER_SESSION;
    }
    const before = session.read();
    const ended = before === null ? MISSING : await keys.look(personKey(before.profile)).catch(() => MISSING);
    const isAgain =
      before !== null && personKey(before.profile) === personKey(profile) && staysSealed(before, ended, sealing);
    const kept = await keys
      .keep(personKey(profile), ringOfReply(answer.reply), { sealing, mayHoldOnly: isAgain })
      .catch(() => null);
    if (isOvertaken()) {
      // The way the sign-out did. If the same person has signed in again in another window, the keys are needed.
      if (sessionOf(profile) === null) await keys.forget(personKey(profile)).catch(() => undefined);
      endThis();
      return OTHER_SESSION;
    }
    const isNoted =
      kept !== null && session.write({ profile, signInId: newId(), clock: answer.clock, keptBy: kept.by });
    // If only the note failed, the existing one says whose session it is.
    if (kept === null || !(isNoted || isAgain)) {
      endThis();
      return { ok: false, fault: 'notKept', message: SESSION_KEY };
    }
    host.news.tell({ kind: 'signedIn', profile });
    // One person at a time: the previous person is signed out, on the server too.
    const isOther = before !== null && !isSameIdentity(before.profile, profile);
    if (before !== null && (isOther || isSealed(ended))) void endBefore(before.profile, ended);
    return toSessionResult(answer, kept.isHeldOnly || !isNoted);
  };

  /** A locked session cannot be ended: its token expires by itself. */
  const endBefore = async (whose: Identity, look: Look): Promise<void> => {
    if (look.state !== 'locked') await logouts.end(whose, refreshTokenIn(look));
  };

  logouts.makeUp();

  return {
    host: 'browser',
    serverUrl,
    ...createBrowserShell(),
    keeping: async () => {
      const stored = session.read();
      if (stored === null) return 'browser';
      const look = await keys.look(personKey(stored.profile)).catch(() => MISSING);
      const isGone = look.state === 'missing' || look.state === 'damaged';
      return isSealed(look) || (isGone && stored.keptBy === 'passphrase') ? 'passphrase' : 'browser';
    },
    storedSession: async () => {
      const stored = session.read();
      if (stored === null) return null;
      const { profile, keptBy } = stored;
      if (stored.clock !== null) {
        const clock = timer.look(stored.clock);
        if (clock === null) return null;
        session.write({ ...stored, clock });
      }
      // A store that cannot be read now tells nothing. Opening will fail too, and say so.
      const look = await keys.look(personKey(profile)).catch(() => null);
      if (look === null) return { profile };
      if (look.state === 'locked') return { locked: true, profile };
      // Without its keys it would write unsealed, so its person signs in, and the server returns them.
      if (look.state === 'damaged') return null;
      if (look.state === 'missing') return keptBy === null || keptBy === 'nothing' ? { profile } : null;
      return keptBy === 'passphrase' && look.open.unsealed === null ? null : { profile };
    },
    signIn: async ({ passphrase, ...input }) => {
      const lastSignOut = session.lastSignOut();
      await renewalsAreOver();
      return logouts.after(async () => {
        const stored = session.read();
        // Somebody signed out in some window since the request, or signed in during it.
        const isOvertaken = () =>
          session.lastSignOut() !== lastSignOut || session.read()?.signInId !== stored?.signInId;
        const isAgain = passphrase === undefined && stored?.profile.deviceId === input.deviceId;
        const goesOn =
          isAgain && refreshTokenIn(await keys.look(personKey(stored.profile)).catch(() => MISSING)) !== null;
        const seals = goesOn || typeof passphrase === 'string';
        // A key that was on this disk unencrypted may have been read; what a passphrase is to protect needs another.
        const newLocalKey = typeof passphrase === 'string';
        const answer = await auth.login(input, {
          ...byDevice,
          tokenTransport: seals ? 'body' : 'cookie',
          ...(newLocalKey ? { newLocalKey } : {}),
        });
        if (!answer.ok) return answer;
        const { profile, refreshToken, localKey } = answer.reply;
        if (newLocalKey && localKey && (await keys.isBare(personKey(profile), localKey))) {
          // An older server. Whatever was here before stays as it was.
          if (refreshToken !== null) await logouts.end(profile, refreshToken);
          return { ok: false, fault: 'serverOutdated', message: 'the server made no new key' };
        }
        const sealing = seals && refreshToken !== null ? { passphrase: passphrase ?? null, refreshToken } : null;
        return keepSignIn(answer, { sealing, isOvertaken });
      });
    },
    whoIs: async (input) => {
      const answer = await auth.login(input, { ...byDevice, tokenTransport: 'cookie' });
      // By a sign-in whose session ends at once, or at a later start.
      if (answer.ok) await logouts.end(answer.reply.profile, null);
      return toPersonResult(answer);
    },
    renewSession: (identity) =>
      oneAtATime(async () => {
        const stored = sessionOf(identity);
        return stored === null ? OTHER_SESSION : renew(stored);
      }),
    localKeys: async (identity): Promise<LocalKeys | null> => {
      const stored = sessionOf(identity);
      if (stored === null) throw new Error(OTHER_SESSION.message);
      const look = await keys.look(personKey(identity));
      if (look.state === 'missing' && (stored.keptBy === null || stored.keptBy === 'nothing')) return null;
      if (look.state !== 'open') throw new Error(`the keys of this session are ${look.state}`);
      keys.use(look);
      const takeBack = await keys.keepAgain(look).catch(() => null);
      if (isOver(stored)) await takeBack?.();
      return look.open.ring === null ? null : usableKeys(look.open.ring, ({ key }) => key);
    },
    noteSealed: (identity) =>
      // Not while a renewal writes, which would lose its token.
      oneAtATime(async () => {
        if (sessionOf(identity) !== null) await keys.noteSealed(personKey(identity));
      }),
    // The key that is here may have been read from the disk: another one comes with the sign-in.
    setPassphrase: async () => 'signInFirst',
    unlock: async (passphrase) => {
      const stored = session.read();
      return stored === null || keys.unlock(personKey(stored.profile), passphrase);
    },
    onSessionChange: (listener) => host.news.listen(listener),
    reportWipe: async (identity, unanswered) => {
      const look = await keys.look(personKey(identity)).catch(() => MISSING);
      await auth.reportWipe(refreshTokenIn(look), identity, unanswered);
    },
    forgetKeys: async (person) => {
      const stored = session.read();
      if (stored !== null && personKey(stored.profile) === personKey(person)) return;
      await keys.forgetAll(personKey(person));
    },
    signOut: async (identity) => {
      const stored = sessionOf(identity);
      if (stored === null) return;
      // First of all, and without waiting for anything: a start from now on knows nobody.
      session.forget(newId());
      const forgetting = keys.forget(personKey(identity));
      host.news.tell({ kind: 'signedOut', identity: identityOf(identity) });
      // A cookie is cleared before a sign-in can set the next one. Another token is known once it was read.
      const hasPassphrase = stored.keptBy === 'passphrase';
      const ending = hasPassphrase ? forgetting.then((look) => endBefore(identity, look)) : logouts.end(identity, null);
      await Promise.all([ending, forgetting]);
    },
  };
}
