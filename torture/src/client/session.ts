import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Identity, Profile } from '@marginiq/contract/session';
import { AccessToken } from '@marginiq/desktop/access-token';
import { AuthClient, type AuthReply, toSessionResult } from '@marginiq/desktop/auth-client';
import type { ClientConfig } from './protocol.ts';

interface Kept {
  profile: Profile;
  refreshToken: string | null;
}

/** The host's side of a session, as Electron's main process keeps it: refresh token and profile in a file. */
export class ClientSession {
  readonly #auth: AuthClient;
  readonly #config: ClientConfig;
  #token: AccessToken | null = null;

  constructor(config: ClientConfig) {
    this.#config = config;
    this.#auth = new AuthClient({ serverUrl: config.serverUrl, tokenTransport: 'body', now: () => Date.now() });
  }

  /** Of the person who is signed in. */
  get token(): AccessToken {
    const profile = this.profile;
    if (profile === null) throw new Error('nobody is signed in');
    const renewSession = async (identity: Identity) => {
      const answer = await this.#auth.refresh(this.#kept()?.refreshToken ?? null, identity);
      this.#keep(answer);
      return toSessionResult(answer);
    };
    this.#token ??= new AccessToken(profile, { bridge: { renewSession }, now: () => Date.now() });
    return this.#token;
  }

  get profile(): Profile | null {
    return this.#kept()?.profile ?? null;
  }

  get #file(): string {
    return join(this.#config.folder, 'session.json');
  }

  #kept(): Kept | null {
    return existsSync(this.#file) ? (JSON.parse(readFileSync(this.#file, 'utf8')) as Kept) : null;
  }

  #keep(answer: AuthReply): void {
    if (!answer.ok) return;
    const { profile, refreshToken } = answer.reply;
    writeFileSync(`${this.#file}.new`, JSON.stringify({ profile, refreshToken } satisfies Kept));
    renameSync(`${this.#file}.new`, this.#file);
  }

  /** Tells the server that this device is being wiped, and which commands it has no answer to. */
  async reportWipe(unanswered: string[]): Promise<void> {
    const kept = this.#kept();
    if (kept !== null) await this.#auth.reportWipe(kept.refreshToken, kept.profile, unanswered);
  }

  forget(): void {
    rmSync(this.#file, { force: true });
  }

  /** The person types company, email and password. @returns the profile, or why not */
  async signIn(): Promise<{ ok: true; profile: Profile } | { ok: false; fault: string }> {
    const { company, email, password, deviceId } = this.#config;
    const answer = await this.#auth.login({ company, email, password, deviceId }, 'a tortured client');
    this.#keep(answer);
    const result = toSessionResult(answer);
    if (!result.ok) return result;
    this.token.use(result.session);
    return { ok: true, profile: result.session.profile };
  }
}
