import { type CallErrorCode, callErrorIn } from '@marginiq/contract/call-error';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import {
  DEVICE_PROOF_HEADER,
  type Identity,
  MAX_REPORTED_COMMANDS,
  type SessionReply,
} from '@marginiq/contract/session';
import type { AppRouter } from '@marginiq/server/procedures/router';
import { patientFetch, retryAfterMsOf } from '@marginiq/ui/patient-fetch';
import { createTRPCClient, httpLink, isTRPCClientError } from '@trpc/client';
import type { OpenSession, PersonResult, SessionFailure, SessionFault, SessionResult, SignInInput } from './bridge.ts';
import { identityOf } from './identity.ts';
import { serverTimeMs, toLocalClock } from './local-clock.ts';
import { type SessionClock, startSessionClock } from './session-clock.ts';

/**
 * What proves to the server that somebody has signed in on a device before, by device: then nobody who guesses passwords
 * elsewhere keeps them out. It opens nothing. A browser keeps it as a cookie; only hosts that keep the refresh token need this.
 */
export interface DeviceProofs {
  read: (deviceId: string) => string | null;
  keep: (deviceId: string, proof: string) => void;
}

export interface AuthClientOptions {
  serverUrl: string;
  proofs?: DeviceProofs;
  /** This device's clock, in milliseconds. */
  now: () => number;
}

export interface LoginOptions {
  deviceName: string;
  /** `body` where the host keeps the refresh token itself, `cookie` where the browser does. */
  tokenTransport: 'cookie' | 'body';
  /** The key that this device had may have been read. Its earlier sessions end with it. */
  newLocalKey?: boolean;
}

/** A session's reply, its times by this device's clock. */
export type AuthReply = { ok: true; reply: SessionReply; clock: SessionClock } | SessionFailure;

const TIMEOUT_MS = 15_000;

/** By the code that the server names. Those of a session mean what the caller takes an UNAUTHORIZED for, but for these. */
const FAULT_BY_CODE: Partial<Record<CallErrorCode, SessionFault>> = {
  deviceRevoked: 'revoked',
  personInactive: 'inactive',
  otherSession: 'otherSession',
  companySuspended: 'suspended',
  deviceTaken: 'deviceTaken',
  adminsOnly: 'notAllowed',
  tooManyDevices: 'tooManyDevices',
  signInLocked: 'locked',
  busy: 'busy',
  moved: 'busy',
  maintenance: 'maintenance',
};

/** For codes that this program does not know, and servers that name none. */
const FAULT_BY_TRANSPORT: Partial<Record<string, SessionFault>> = {
  CONFLICT: 'deviceTaken',
  FORBIDDEN: 'notAllowed',
  UNPROCESSABLE_CONTENT: 'tooManyDevices',
  SERVICE_UNAVAILABLE: 'busy',
  TOO_MANY_REQUESTS: 'locked',
};

function failure(error: unknown, onUnauthorized: SessionFault): SessionFailure {
  const answer = isTRPCClientError<AppRouter>(error) ? error : undefined;
  const data = answer?.data;
  const message = error instanceof Error ? error.message : String(error);
  if (data?.code === undefined) return { ok: false, fault: 'offline', message };
  const told = callErrorIn(data);
  const byTransport = data.code === 'UNAUTHORIZED' ? onUnauthorized : FAULT_BY_TRANSPORT[data.code];
  const fault = (told === null ? undefined : FAULT_BY_CODE[told.code]) ?? byTransport;
  if (fault === undefined) {
    const reference = data.requestId;
    return { ok: false, fault: 'failed', message, ...(reference === undefined ? {} : { reference }) };
  }
  const retryAfterMs = data.code === 'SERVICE_UNAVAILABLE' ? retryAfterMsOf(answer?.meta?.response) : null;
  const waitSeconds = told !== null && 'waitSeconds' in told ? told.waitSeconds : undefined;
  return {
    ok: false,
    fault,
    message,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
    ...(waitSeconds === undefined ? {} : { waitSeconds }),
  };
}

export function toSessionResult(answer: AuthReply, isHeldOnly = false): SessionResult {
  if (!answer.ok) return answer;
  const { profile, accessToken, accessExpiresAt } = answer.reply;
  const session: OpenSession = { profile, accessToken, accessExpiresAt };
  return { ok: true, session, ...(isHeldOnly ? { isHeldOnly } : {}) };
}

export function toPersonResult(answer: AuthReply): PersonResult {
  if (!answer.ok) return answer;
  const { companyId, userId } = answer.reply.profile;
  return { ok: true, person: { companyId, userId } };
}

/** Signing in and out over the server's auth procedures; used by both hosts. Never throws. */
export class AuthClient {
  readonly #url: string;
  readonly #trpc: ReturnType<typeof createTRPCClient<AppRouter>>;
  readonly #now: () => number;
  readonly #proofs: DeviceProofs | null;

  constructor({ serverUrl, now, proofs }: AuthClientOptions) {
    this.#url = `${serverUrl}/trpc`;
    this.#now = now;
    this.#proofs = proofs ?? null;
    this.#trpc = createTRPCClient<AppRouter>({ links: [httpLink({ url: this.#url })] });
  }

  /** Shows the server what it gave this device at an earlier sign-in, and keeps what it gives now. */
  #asDevice(deviceId: string): ReturnType<typeof createTRPCClient<AppRouter>> {
    const proofs = this.#proofs;
    // If the server has no room for a sign-in, it waits its turn here before anybody is told.
    const patient = patientFetch((input, init) => fetch(input, init), { mayRepeat: () => true });
    if (proofs === null) return createTRPCClient<AppRouter>({ links: [httpLink({ url: this.#url, fetch: patient })] });
    const known = proofs.read(deviceId);
    const fetchAndKeep = async (input: RequestInfo | URL, init?: RequestInit) => {
      const response = await patient(input, init);
      const proof = response.headers.get(DEVICE_PROOF_HEADER);
      if (proof !== null) proofs.keep(deviceId, proof);
      return response;
    };
    const headers = known === null ? {} : { [DEVICE_PROOF_HEADER]: known };
    const link = httpLink({ url: this.#url, headers, fetch: fetchAndKeep as typeof fetch });
    return createTRPCClient<AppRouter>({ links: [link] });
  }

  async #session(asked: Promise<SessionReply>): Promise<AuthReply> {
    const reply = await asked;
    const now = this.#now();
    const serverTime = new Date(serverTimeMs(reply) ?? now).toISOString();
    const clock = startSessionClock({ serverTime, sessionExpiresAt: reply.sessionExpiresAt }, now);
    return { ok: true, reply: toLocalClock(reply, now), clock };
  }

  async login({ company, email, password, deviceId }: SignInInput, options: LoginOptions): Promise<AuthReply> {
    const program = { client: 'desktop' as const, protocol: PROTOCOL_VERSION };
    const input = { ...program, company, email, password, deviceId, ...options };
    try {
      const { auth } = this.#asDevice(deviceId);
      return await this.#session(auth.login.mutate(input, { signal: AbortSignal.timeout(TIMEOUT_MS) }));
    } catch (error) {
      return failure(error, 'wrong');
    }
  }

  /** @param refreshToken null if the cookie carries it */
  async refresh(refreshToken: string | null, identity: Identity): Promise<AuthReply> {
    const input = { client: 'desktop' as const, refreshToken, identity: identityOf(identity) };
    try {
      return await this.#session(this.#trpc.auth.refresh.mutate(input, { signal: AbortSignal.timeout(TIMEOUT_MS) }));
    } catch (error) {
      return failure(error, 'ended');
    }
  }

  /** Best effort, tried twice: a device that cannot reach the server is wiped nevertheless. */
  async reportWipe(refreshToken: string | null, identity: Identity, unsettled: string[]): Promise<void> {
    const unanswered = unsettled.slice(-MAX_REPORTED_COMMANDS);
    const input = { client: 'desktop' as const, refreshToken, identity: identityOf(identity), unanswered };
    const report = () => this.#trpc.auth.reportWipe.mutate(input, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    await report()
      .catch(report)
      .catch(() => undefined);
  }

  /** Best effort: if the server cannot be reached, the session runs out by itself. @returns whether the server knows */
  async logout(refreshToken: string | null, identity: Identity): Promise<boolean> {
    const input = { client: 'desktop' as const, refreshToken, identity: identityOf(identity) };
    const ending = this.#trpc.auth.logout.mutate(input, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return ending.then(
      () => true,
      () => false,
    );
  }
}
