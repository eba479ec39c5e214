import type { SessionReply } from '@marginiq/contract/session';
import type { AppRouter } from '@marginiq/server/router';
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client';
import type { Credentials, OpenSession, SessionFault, SessionResult } from './bridge.ts';
import { toLocalClock } from './local-clock.ts';

export interface AuthClientOptions {
  serverUrl: string;
  /** `cookie` in browsers, `body` where the host keeps the refresh token itself. */
  tokenTransport: 'cookie' | 'body';
  /** This device's clock, in milliseconds. */
  now: () => number;
}

export interface Device {
  deviceId: string;
  deviceName: string;
}

export type AuthReply = { ok: true; reply: SessionReply } | { ok: false; fault: SessionFault; message: string };

const TIMEOUT_MS = 15_000;
const OFFLINE = 'The server can not be reached. Check the connection and try again.';

function failure(error: unknown, onUnauthorized: SessionFault): AuthReply {
  const data = error instanceof TRPCClientError ? (error as TRPCClientError<AppRouter>).data : undefined;
  const code = data?.code;
  const message = error instanceof Error ? error.message : String(error);
  if (code === undefined) return { ok: false, fault: 'offline', message: OFFLINE };
  if (data?.refusal === 'deviceRevoked') return { ok: false, fault: 'revoked', message };
  if (data?.refusal === 'companySuspended') return { ok: false, fault: 'suspended', message };
  if (code === 'UNAUTHORIZED') return { ok: false, fault: onUnauthorized, message };
  if (code === 'TOO_MANY_REQUESTS') return { ok: false, fault: 'locked', message };
  return { ok: false, fault: 'failed', message };
}

export function toSessionResult(answer: AuthReply): SessionResult {
  if (!answer.ok) return answer;
  const { profile, accessToken, accessExpiresAt, sessionExpiresAt } = answer.reply;
  const session: OpenSession = { profile, accessToken, accessExpiresAt, sessionExpiresAt };
  return { ok: true, session };
}

/** Signing in and out over the server's auth procedures; used by both hosts. Never throws. */
export class AuthClient {
  readonly #trpc: ReturnType<typeof createTRPCClient<AppRouter>>;
  readonly #tokenTransport: 'cookie' | 'body';
  readonly #now: () => number;

  constructor({ serverUrl, tokenTransport, now }: AuthClientOptions) {
    this.#tokenTransport = tokenTransport;
    this.#now = now;
    this.#trpc = createTRPCClient<AppRouter>({ links: [httpLink({ url: `${serverUrl}/trpc` })] });
  }

  async #session(asked: Promise<SessionReply>): Promise<AuthReply> {
    return { ok: true, reply: toLocalClock(await asked, this.#now()) };
  }

  async login(credentials: Credentials, device: Device): Promise<AuthReply> {
    const input = { client: 'desktop' as const, ...credentials, ...device, tokenTransport: this.#tokenTransport };
    try {
      return await this.#session(this.#trpc.auth.login.mutate(input, { signal: AbortSignal.timeout(TIMEOUT_MS) }));
    } catch (error) {
      return failure(error, 'wrong');
    }
  }

  /** @param refreshToken null where the cookie carries it */
  async refresh(refreshToken: string | null): Promise<AuthReply> {
    const input = { client: 'desktop' as const, refreshToken };
    try {
      return await this.#session(this.#trpc.auth.refresh.mutate(input, { signal: AbortSignal.timeout(TIMEOUT_MS) }));
    } catch (error) {
      return failure(error, 'ended');
    }
  }

  /** Best effort, tried twice: a device that can not reach the server is wiped all the same. */
  async reportWipe(refreshToken: string | null, unanswered: string[]): Promise<void> {
    const input = { client: 'desktop' as const, refreshToken, unanswered };
    const report = () => this.#trpc.auth.reportWipe.mutate(input, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    await report()
      .catch(report)
      .catch(() => undefined);
  }

  /** Best effort: a server that can not be reached lets the session run out by itself. */
  async logout(refreshToken: string | null): Promise<void> {
    const input = { client: 'desktop' as const, refreshToken };
    await this.#trpc.auth.logout.mutate(input, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => undefined);
  }
}
