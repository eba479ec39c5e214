import { callErrorIn } from '@marginiq/contract/call-error';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import type { Identity, Profile, SessionReply } from '@marginiq/contract/session';
import type { AppRouter } from '@marginiq/server/procedures/router';
import { t } from '@marginiq/ui/messages';
import { patientFetch } from '@marginiq/ui/patient-fetch';
import { createTRPCClient, httpLink, isTRPCClientError } from '@trpc/client';
import { type AdminStorages, DeviceIds } from './device-ids.ts';
import { failureWords } from './failure-words.ts';

const REFRESH_LOCK = 'marginiq.admin.refresh';

export type Trpc = ReturnType<typeof createTRPCClient<AppRouter>>;

export interface Credentials {
  company: string;
  email: string;
  password: string;
}

/** What of the browser the session uses; a test hands in its own. */
export interface SessionHost {
  fetch: typeof fetch;
  storages: AdminStorages;
  locks: Pick<LockManager, 'request'>;
  newId: () => string;
}

/** Signing in did not work. */
export class SignInError extends Error {
  override name = 'SignInError';
  /** Why, in words for the person. */
  readonly words: string;

  constructor(cause: unknown) {
    super('signing in failed', { cause });
    this.words = failureWords(cause);
  }
}

/** Why the session of a window is over. */
export type Ended = 'ended' | 'revoked';

const isRevoked = (error: unknown): boolean =>
  isTRPCClientError<AppRouter>(error) && callErrorIn(error.data)?.code === 'deviceRevoked';

const codeOf = (error: unknown): string | undefined =>
  isTRPCClientError<AppRouter>(error) ? error.data?.code : undefined;

/** What reads, signs in or renews does no harm when it is done twice; a change may. */
const mayRepeat = (input: RequestInfo | URL, init?: RequestInit): boolean =>
  (init?.method ?? 'GET') === 'GET' || /^\/trpc\/auth\.(login|refresh)/.test(String(input));

/**
 * An admin's session in one window. The access token lives in memory only; the refresh token is a cookie of the admin's own
 * device that no script can read, so that two admins can use one browser. A call whose access token has expired is retried
 * once with a fresh one.
 */
export class AdminSession {
  readonly trpc: Trpc;
  readonly #host: SessionHost;
  readonly #ids: DeviceIds;
  readonly #auth: Trpc;
  readonly #onEnded: (why: Ended) => void;
  #token: string | null = null;
  #renewing: Promise<Profile | null> | null = null;
  /** Counts sign-ins and sign-outs: a reply to a request from before the last one is too late. */
  #generation = 0;

  constructor({ fetch, ...host }: SessionHost, onEnded: (why: Ended) => void) {
    this.#host = { ...host, fetch: patientFetch((input, init) => fetch(input, init), { mayRepeat }) as typeof fetch };
    this.#ids = new DeviceIds(host.storages, host.newId);
    this.#onEnded = onEnded;
    this.#auth = createTRPCClient<AppRouter>({ links: [httpLink({ url: '/trpc', fetch: this.#host.fetch })] });
    this.trpc = createTRPCClient<AppRouter>({
      links: [
        httpLink({ url: '/trpc', fetch: (input, init) => this.#authorised(input as string, init as RequestInit) }),
      ],
    });
  }

  async #authorised(input: string, init: RequestInit): Promise<Response> {
    const generation = this.#generation;
    const call = () => {
      const headers = new Headers(init.headers);
      if (this.#token !== null) headers.set('authorization', `Bearer ${this.#token}`);
      return this.#host.fetch(input, { ...init, headers });
    };
    const first = await call();
    if (first.status !== 401 || generation !== this.#generation) return first;
    // A window without a session does not adopt one by itself.
    if (this.#ids.current() === null || (await this.renew()) === null) {
      if (generation === this.#generation) this.#end('ended');
      return first;
    }
    return call();
  }

  #end(why: Ended): void {
    const identity = this.#ids.current();
    this.#generation += 1;
    this.#token = null;
    this.#ids.leave();
    if (why === 'revoked' && identity !== null) this.#ids.forget(identity.deviceId);
    this.#onEnded(why);
  }

  #open(reply: SessionReply): Profile {
    this.#token = reply.accessToken;
    this.#ids.use(reply.profile);
    return reply.profile;
  }

  /** @throws SignInError */
  async signIn(credentials: Credentials): Promise<Profile> {
    try {
      return await this.#signIn(credentials);
    } catch (error) {
      // The device id is somebody else's, or was revoked: try again as a new device.
      if (codeOf(error) !== 'CONFLICT' && !isRevoked(error)) throw new SignInError(error);
      this.#ids.forget(this.#ids.deviceFor(credentials));
    }
    return this.#signIn(credentials).catch((error) => {
      throw new SignInError(error);
    });
  }

  async #signIn(credentials: Credentials): Promise<Profile> {
    const device = { deviceId: this.#ids.deviceFor(credentials), deviceName: t('adminShell.suffix') };
    const program = { client: 'admin' as const, protocol: PROTOCOL_VERSION, tokenTransport: 'cookie' as const };
    const input = { ...program, ...credentials, ...device };
    const reply = await this.#auth.auth.login.mutate(input);
    this.#generation += 1;
    return this.#open(reply);
  }

  /**
   * A fresh access token from the cookie of this window's admin. One at a time in all tabs: two at once would look like a
   * stolen token.
   * @returns who is signed in; null when nobody is
   * @throws when the server cannot be reached
   */
  renew(): Promise<Profile | null> {
    const identity = this.#ids.current();
    const lock = `${REFRESH_LOCK}.${identity?.deviceId ?? ''}`;
    this.#renewing ??= Promise.resolve(this.#host.locks.request(lock, () => this.#renew(identity))).finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #renew(identity: Identity | null): Promise<Profile | null> {
    const generation = this.#generation;
    try {
      const reply = await this.#auth.auth.refresh.mutate({ client: 'admin', refreshToken: null, identity });
      // In the meantime this window was signed out, or somebody else signed in.
      if (generation !== this.#generation) return null;
      return this.#open(reply);
    } catch (error) {
      if (codeOf(error) !== 'UNAUTHORIZED') throw error;
      if (isRevoked(error) && generation === this.#generation) this.#end('revoked');
      return null;
    }
  }

  /** The admin revoked the device of this very window. */
  revoked(): void {
    this.#end('revoked');
  }

  async signOut(): Promise<void> {
    const identity = this.#ids.current();
    this.#generation += 1;
    this.#token = null;
    this.#ids.leave();
    // Best effort: without the server the session runs out by itself.
    await this.#auth.auth.logout.mutate({ client: 'admin', refreshToken: null, identity }).catch(() => undefined);
  }
}
