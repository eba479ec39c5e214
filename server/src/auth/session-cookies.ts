import {
  DEVICE_PROOF_HEADER,
  type LoginInput,
  type RefreshInput,
  type SessionClient,
} from '@marginiq/contract/session';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IssuedRefreshToken } from './refresh-tokens.ts';

const PATH = '/trpc';
/** Sent only where it is needed. */
const SIGN_IN_PATH = '/trpc/auth.login';

/** Programs before protocol 3 had one cookie for a whole browser, so whoever signed in last replaced everybody else. */
const sharedCookie = (client: SessionClient) => `marginiq_${client}`;

/** One cookie per device, so that two people in one browser never overwrite each other's session. */
const deviceCookie = (client: SessionClient, deviceId: string) => `marginiq_${client}.${deviceId}`;

/** Stays after the sign-out: see device-proofs.ts. */
const proofCookie = (deviceId: string) => `marginiq_device.${deviceId}`;
/** As long as browsers keep any. */
const PROOF_SECONDS = 400 * 86_400;

export function giveProof(
  { reply, request }: { reply: FastifyReply; request: Pick<FastifyRequest, 'protocol'> },
  { deviceId, tokenTransport }: Pick<LoginInput, 'deviceId' | 'tokenTransport'>,
  proof: string,
): void {
  if (tokenTransport === 'body') {
    reply.header(DEVICE_PROOF_HEADER, proof);
    return;
  }
  reply.setCookie(proofCookie(deviceId), proof, {
    path: SIGN_IN_PATH,
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    maxAge: PROOF_SECONDS,
  });
}

export function carriedProof(
  { cookies, headers }: Pick<FastifyRequest, 'cookies' | 'headers'>,
  { deviceId, tokenTransport }: Pick<LoginInput, 'deviceId' | 'tokenTransport'>,
): string | null {
  const carried = tokenTransport === 'body' ? headers[DEVICE_PROOF_HEADER] : cookies[proofCookie(deviceId)];
  return typeof carried === 'string' ? carried : null;
}

/** @param isNamed whether the caller will name its session when it renews it; one that does not finds the shared cookie only */
export function setSessionCookie(
  { reply, request }: { reply: FastifyReply; request: Pick<FastifyRequest, 'protocol'> },
  issued: IssuedRefreshToken,
  isNamed: boolean,
): void {
  const name = isNamed ? deviceCookie(issued.client, issued.deviceId) : sharedCookie(issued.client);
  reply.setCookie(name, issued.token, {
    path: PATH,
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    expires: issued.expiresAt,
  });
}

/** A refresh token as it came, and the cookie that carried it; null for one that came in the body. */
export interface CarriedToken {
  token: string;
  cookie: string | null;
}

/**
 * The refresh tokens that a call may mean, the likeliest first. A session that was opened by a program before protocol 3 is in the
 * shared cookie, and moves to its device's own once a newer program renews it.
 */
export function carriedTokens(
  request: Pick<FastifyRequest, 'cookies'>,
  { client, refreshToken, identity }: RefreshInput,
): CarriedToken[] {
  if (refreshToken !== null) return [{ token: refreshToken, cookie: null }];
  const names = [...(identity ? [deviceCookie(client, identity.deviceId)] : []), sharedCookie(client)];
  return names.flatMap((cookie) => {
    const token = request.cookies[cookie];
    return token === undefined || token === '' ? [] : [{ token, cookie }];
  });
}

export function clearCookies(reply: FastifyReply, cookies: readonly string[]): void {
  for (const cookie of cookies) reply.clearCookie(cookie, { path: PATH });
}

export function clearDeviceCookie(reply: FastifyReply, client: SessionClient, deviceId: string): void {
  clearCookies(reply, [deviceCookie(client, deviceId)]);
  // What a device without a passphrase kept unencrypted is deleted entirely.
  reply.clearCookie(proofCookie(deviceId), { path: SIGN_IN_PATH });
}

export function clearSharedCookie(reply: FastifyReply, client: SessionClient, cookie: string | null): void {
  if (cookie === sharedCookie(client)) clearCookies(reply, [cookie]);
}
