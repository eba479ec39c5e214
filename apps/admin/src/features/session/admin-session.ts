import type { Profile, SessionReply } from '@marginiq/contract/session';
import type { AppRouter } from '@marginiq/server/router';
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client';
import { v7 } from 'uuid';

const DEVICE_KEY = 'marginiq.admin.device';
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
  storage: Pick<Storage, 'getItem' | 'setItem'>;
  locks: Pick<LockManager, 'request'>;
}

/** Why signing in did not work, in words for the person. */
export class SignInError extends Error {
  override name = 'SignInError';
}

function deviceId({ storage }: SessionHost): string {
  const known = storage.getItem(DEVICE_KEY);
  if (known !== null) return known;
  const made = v7();
  storage.setItem(DEVICE_KEY, made);
  return made;
}

/** Words for whatever a call failed with: the server's own, or that it can not be reached. */
export function failureWords(error: unknown): string {
  if (error instanceof TRPCClientError && error.data?.code !== undefined) return error.message;
  return 'The server can not be reached. Check the connection and try again.';
}

/**
 * The admin's session. The access token lives in memory only; the refresh token is a cookie that no script can read.
 * A call that meets an ended access token is made again once with a fresh one.
 */
export class AdminSession {
  readonly trpc: Trpc;
  readonly #host: SessionHost;
  readonly #auth: Trpc;
  readonly #onEnded: () => void;
  #token: string | null = null;
  #renewing: Promise<Profile | null> | null = null;

  constructor(host: SessionHost, onEnded: () => void) {
    this.#host = host;
    this.#onEnded = onEnded;
    this.#auth = createTRPCClient<AppRouter>({ links: [httpLink({ url: '/trpc', fetch: host.fetch })] });
    this.trpc = createTRPCClient<AppRouter>({
      links: [
        httpLink({ url: '/trpc', fetch: (input, init) => this.#authorised(input as string, init as RequestInit) }),
      ],
    });
  }

  async #authorised(input: string, init: RequestInit): Promise<Response> {
    const call = () => {
      const headers = new Headers(init.headers);
      if (this.#token !== null) headers.set('authorization', `Bearer ${this.#token}`);
      return this.#host.fetch(input, { ...init, headers });
    };
    const first = await call();
    if (first.status !== 401) return first;
    if ((await this.renew()) === null) {
      this.#onEnded();
      return first;
    }
    return call();
  }

  #open(reply: SessionReply): Profile {
    this.#token = reply.accessToken;
    return reply.profile;
  }

  /** @throws SignInError */
  async signIn(credentials: Credentials): Promise<Profile> {
    const device = { deviceId: deviceId(this.#host), deviceName: 'Admin console' };
    const input = { client: 'admin' as const, tokenTransport: 'cookie' as const, ...credentials, ...device };
    try {
      return this.#open(await this.#auth.auth.login.mutate(input));
    } catch (error) {
      throw new SignInError(failureWords(error));
    }
  }

  /**
   * A fresh access token from the cookie. One at a time in all tabs: two at once would look like a stolen token.
   * @returns who is signed in; null when nobody is
   * @throws when the server can not be reached
   */
  renew(): Promise<Profile | null> {
    const renewal = async () => {
      try {
        return this.#open(await this.#auth.auth.refresh.mutate({ client: 'admin', refreshToken: null }));
      } catch (error) {
        if (error instanceof TRPCClientError && error.data?.code === 'UNAUTHORIZED') return null;
        throw error;
      }
    };
    this.#renewing ??= Promise.resolve(this.#host.locks.request(REFRESH_LOCK, renewal)).finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async signOut(): Promise<void> {
    this.#token = null;
    // Best effort: without the server the session runs out by itself.
    await this.#auth.auth.logout.mutate({ client: 'admin', refreshToken: null }).catch(() => undefined);
  }
}
