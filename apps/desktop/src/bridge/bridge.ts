import type { Identity, Profile } from '@marginiq/contract/session';
import type { LocalKeys } from '@marginiq/sync/database/sealer';
import type { ShellBridge } from './shell-bridge.ts';

/** Who is signed in on this device. Readable without network. */
export interface StoredSession {
  profile: Profile;
}

/** Somebody is signed in, but what the device keeps of them is sealed by a passphrase that was not given yet. */
export interface LockedSession {
  locked: true;
  profile: Profile;
}

/** An access token in force. The refresh token never comes this far. */
export interface OpenSession extends StoredSession {
  accessToken: string;
  accessExpiresAt: string;
}

export interface Credentials {
  company: string;
  email: string;
  password: string;
}

/** `deviceId` is this person's on this device: it is no secret, and the page keeps it beside their local database. */
export interface SignInInput extends Credentials {
  deviceId: string;
  /**
   * Seals what the device keeps of this session, from its first writing on; null for no passphrase. Absent to leave that as it is:
   * a passphrase that this window has open seals on, and one that is locked is given up.
   */
  passphrase?: string | null;
}

/**
 * Where the session and the key of the local data are kept. `system`: encrypted by the computer's key store. `browser`: by the
 * browser, which does not stop somebody who copies the disk. `passphrase`: encrypted by a passphrase. `memory`: nowhere; a
 * restart asks to sign in again.
 */
export type Keeping = 'system' | 'browser' | 'passphrase' | 'memory';

/** Somebody signed in or out, in whichever window. */
export type SessionChange = { kind: 'signedIn'; profile: Profile } | { kind: 'signedOut'; identity: Identity };

export type SessionFault =
  /** Company, email or password is wrong. */
  | 'wrong'
  /** Too many wrong passwords; `waitSeconds` says for how long. */
  | 'locked'
  /** The server cannot be reached. */
  | 'offline'
  /** The session is over: sign in again. */
  | 'ended'
  /** The session now belongs to another person, or to nobody: this window stops. */
  | 'otherSession'
  /** The device id belongs to somebody else: take a new one. */
  | 'deviceTaken'
  /** Only admins can do this. */
  | 'notAllowed'
  /** This person is signed in on as many devices as may be. */
  | 'tooManyDevices'
  /** The server has too much to do for now. Nothing was done. */
  | 'busy'
  /** The server is under maintenance; `waitSeconds` says for how long, if that is known. */
  | 'maintenance'
  /** An admin revoked this device's access: its data is to be wiped. */
  | 'revoked'
  /** An admin deactivated this person's account: what they hold here is to be removed, as at a sign-out. */
  | 'inactive'
  /** The company's access is suspended for now. */
  | 'suspended'
  /** This device could not store what the sign-in brought. What it had is as it was; its session may have ended. */
  | 'notKept'
  /** The server gives no new key, which a passphrase needs: the one stored unencrypted may have been read. */
  | 'serverOutdated'
  /** The server, or the device's safe storage, failed. */
  | 'failed';

/** `message` is for a log; people read the catalogue's text of the fault. */
export interface SessionFailure {
  ok: false;
  fault: SessionFault;
  message: string;
  waitSeconds?: number;
  /** How long the server asks to wait before it is asked again. */
  retryAfterMs?: number;
  /** The id of an unexpected failure in the server's log. */
  reference?: string;
}
export type PersonId = Pick<Identity, 'companyId' | 'userId'>;
export type PersonResult = { ok: true; person: PersonId } | SessionFailure;
/** `isHeldOnly`: this device could not store it, so that it lasts only while the program runs. */
export type SessionResult = { ok: true; session: OpenSession; isHeldOnly?: true } | SessionFailure;

/**
 * What the renderer may ask of its host: Electron's main process, or the browser itself. Everything is plain data; the
 * renderer never sees Node or the refresh token.
 */
export interface DesktopBridge extends ShellBridge {
  host: 'electron' | 'browser';
  /** The server's address, without a trailing slash; '' for the page's own origin. */
  serverUrl: string;
  /** Known before anybody signs in, so that the screen promises only what is true. */
  keeping: () => Promise<Keeping>;
  /** The stored session, or null when nobody is signed in or it has run out. */
  storedSession: () => Promise<StoredSession | LockedSession | null>;
  /**
   * `otherSession` if somebody signed in or out during the request. On a full disk a person who is already signed in can sign
   * in again, as long as that changes no passphrase.
   */
  signIn: (input: SignInInput) => Promise<SessionResult>;
  /** Asks the server whose company, email and password these are. No session is kept, here or there. */
  whoIs: (input: Omit<SignInInput, 'passphrase'>) => Promise<PersonResult>;
  /**
   * A fresh access token of this session and of no other. `ended` only when the server said so: offline is never a reason to
   * sign out. `otherSession` when it was signed out, or somebody else signed in, also while the server was being asked.
   */
  renewSession: (identity: Identity) => Promise<SessionResult>;
  /**
   * The keys of this person's local data; null if the server gave none. If nothing is kept (`memory`) they live as long as
   * the session, and the current one comes again with the next sign-in.
   * @throws if this is no longer the session
   */
  localKeys: (identity: Identity) => Promise<LocalKeys | null>;
  /**
   * Everything of this person on this device was seen sealed: from now on anything unsealed is not ours, and `localKeys` says
   * so (`mayHoldClear`). If this call fails it is repeated at the next start. No effect if this is no longer the session.
   */
  noteSealed: (identity: Identity) => Promise<void>;
  /**
   * Seals what the device keeps of this session by a passphrase from now on, or no longer (null). `signInFirst` where that takes
   * signing in with the passphrase: always in a browser, while it is locked, and if the session has become somebody else's.
   * @throws if it cannot be written; then nothing has changed
   */
  setPassphrase: (identity: Identity, passphrase: string | null) => Promise<'done' | 'signInFirst'>;
  /** Opens a locked session. False for a wrong passphrase. */
  unlock: (passphrase: string) => Promise<boolean>;
  /** Tells of every sign-in and sign-out, in any window, at once. @returns how to stop listening */
  onSessionChange: (listener: (change: SessionChange) => void) => () => void;
  /**
   * For a device whose access was revoked: tells the server, if it can be reached, that its data is being wiped, and which
   * commands it had no answer to.
   */
  reportWipe: (identity: Identity, unanswered: string[]) => Promise<void>;
  /**
   * Removes all keys of somebody of whom nothing is left on this device that was sealed by them; nothing while the session is
   * theirs.
   */
  forgetKeys: (person: PersonId) => Promise<void>;
  /**
   * Ends this session: here at once, whatever the server says, and on the server if it can be reached. Its keys go, except those
   * that the server did not return at sign-in: unsent commands may be sealed by them.
   */
  signOut: (identity: Identity) => Promise<void>;
}
