import { v7 } from 'uuid';
import { AuthClient, type AuthReply, toSessionResult } from '../bridge/auth-client.ts';
import type { Credentials, SessionResult, StoredSession } from '../bridge/bridge.ts';
import type { SessionVault } from './session-vault.ts';

export interface SessionServiceOptions {
  serverUrl: string;
  vault: SessionVault;
  deviceName: string;
  now: () => Date;
}

/** The session of this installation. Holds the refresh token; nothing that leaves here carries it. */
export class SessionService {
  readonly #auth: AuthClient;
  readonly #vault: SessionVault;
  readonly #deviceName: string;
  readonly #now: () => Date;
  #renewing: Promise<SessionResult> | null = null;

  constructor({ serverUrl, vault, deviceName, now }: SessionServiceOptions) {
    this.#auth = new AuthClient({ serverUrl, tokenTransport: 'body', now: () => now().getTime() });
    this.#vault = vault;
    this.#deviceName = deviceName;
    this.#now = now;
  }

  async stored(): Promise<StoredSession | null> {
    const { session } = await this.#vault.read();
    if (session === null || session.sessionExpiresAt <= this.#now().toISOString()) return null;
    const { profile, sessionExpiresAt } = session;
    return { profile, sessionExpiresAt };
  }

  async #keep(answer: AuthReply): Promise<SessionResult> {
    if (answer.ok) {
      const { profile, sessionExpiresAt, refreshToken } = answer.reply;
      const { devices } = await this.#vault.read();
      // Before the answer goes on: killed in between, the server takes the token before once more.
      await this.#vault.write({ devices, session: { profile, sessionExpiresAt, refreshToken } });
    }
    return toSessionResult(answer);
  }

  async #deviceId({ company, email }: Credentials): Promise<string> {
    const person = `${company.trim().toLowerCase()}/${email.trim().toLowerCase()}`;
    const { devices, session } = await this.#vault.read();
    const known = devices[person];
    if (known !== undefined) return known;
    const made = v7();
    await this.#vault.write({ session, devices: { ...devices, [person]: made } });
    return made;
  }

  async signIn(credentials: Credentials): Promise<SessionResult> {
    const device = { deviceId: await this.#deviceId(credentials), deviceName: this.#deviceName };
    return this.#keep(await this.#auth.login(credentials, device));
  }

  /** One at a time for all windows: two renewals at once would look like a stolen token to the server. */
  renew(): Promise<SessionResult> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #renew(): Promise<SessionResult> {
    const { session } = await this.#vault.read();
    if (session === null || session.refreshToken === null) {
      return { ok: false, fault: 'ended', message: 'The session has ended. Sign in again.' };
    }
    return this.#keep(await this.#auth.refresh(session.refreshToken));
  }

  async reportWipe(unanswered: string[]): Promise<void> {
    const { session } = await this.#vault.read();
    if (session?.refreshToken) await this.#auth.reportWipe(session.refreshToken, unanswered);
  }

  async forgetDevice(): Promise<void> {
    const { session, devices } = await this.#vault.read();
    const kept = Object.entries(devices).filter(([, deviceId]) => deviceId !== session?.profile.deviceId);
    await this.#vault.write({ session: null, devices: Object.fromEntries(kept) });
  }

  async signOut(): Promise<void> {
    const { session, devices } = await this.#vault.read();
    await this.#vault.write({ session: null, devices });
    if (session?.refreshToken) await this.#auth.logout(session.refreshToken);
  }
}
