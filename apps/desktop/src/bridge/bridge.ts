import type { Profile } from '@marginiq/contract/session';

/** Who is signed in on this device. Readable without network. */
export interface StoredSession {
  profile: Profile;
  /** Until when it may be used offline and renewed. UTC ISO. */
  sessionExpiresAt: string;
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

export type SessionFault =
  /** Company, email or password is wrong. */
  | 'wrong'
  /** Too many wrong passwords; `message` says until when. */
  | 'locked'
  /** The server can not be reached. */
  | 'offline'
  /** The session is over: sign in again. */
  | 'ended'
  /** An admin took this device's access away: its data is to be wiped. */
  | 'revoked'
  /** The company's access is suspended for now. */
  | 'suspended'
  /** The server, or the device's safe storage, failed. */
  | 'failed';

export type SessionResult = { ok: true; session: OpenSession } | { ok: false; fault: SessionFault; message: string };

/**
 * What the renderer may ask of its host: Electron's main process, or the browser itself. Everything is data; the
 * renderer never sees Node, nor the refresh token.
 */
export interface DesktopBridge {
  host: 'electron' | 'browser';
  /** Where the server is, without a slash at its end; '' for the page's own origin. */
  serverUrl: string;
  /** The stored session, or null when nobody is signed in or it has run out. */
  storedSession: () => Promise<StoredSession | null>;
  signIn: (credentials: Credentials) => Promise<SessionResult>;
  /** A fresh access token. `ended` only when the server said so: offline is never a reason to sign out. */
  renewSession: () => Promise<SessionResult>;
  /**
   * For a device whose access was taken away: tells the server, where it can be reached, that its data is being wiped,
   * and which commands it had no answer to.
   */
  reportWipe: (unanswered: string[]) => Promise<void>;
  /** The end of such a device, once its data is gone: forgets the session, and that this device was ever known. */
  forgetDevice: () => Promise<void>;
  /** Ends the session here, and on the server when it can be reached. */
  signOut: () => Promise<void>;
}
