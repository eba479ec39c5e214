import type { SessionClient } from '@marginiq/contract/session';
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { KeyRing } from './key-ring.ts';

export const ACCESS_TOKEN_MINUTES = 15;
const ISSUER = 'marginiq';
const ALGORITHM = 'HS256';

/** The claims of an access token. What a user may do is read from the database, never from here. */
export interface AccessClaims {
  userId: string;
  companyId: string;
  deviceId: string;
  client: SessionClient;
  /** The sign-in that it was given for; with its end the token ends too. Absent in tokens of servers before that. */
  sessionId?: string | undefined;
  /** When the token ends, in seconds since 1970. */
  expiresAt: number;
}

/** Which key a token says that it was signed with. */
function keyIdOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    // No token at all: whoever verifies it says so.
    return undefined;
  }
}

export class AccessTokens {
  readonly #keys: KeyRing;

  constructor(keys: KeyRing) {
    this.#keys = keys;
  }

  async issue(claims: Omit<AccessClaims, 'expiresAt'>, now: Date): Promise<{ token: string; expiresAt: Date }> {
    const expiresAt = new Date(now.getTime() + ACCESS_TOKEN_MINUTES * 60_000);
    const { companyId: cid, deviceId: did, client: cli, sessionId: sid } = claims;
    const key = this.#keys.newest;
    const token = await new SignJWT({ cid, did, cli, ...(sid === undefined ? {} : { sid }) })
      .setProtectedHeader({ alg: ALGORITHM, kid: key.id })
      .setIssuer(ISSUER)
      .setSubject(claims.userId)
      .setIssuedAt(Math.floor(now.getTime() / 1000))
      .setExpirationTime(Math.floor(expiresAt.getTime() / 1000))
      .sign(key.secret);
    return { token, expiresAt };
  }

  /** The claims of a token that is ours and in force, or null. */
  async verify(token: string, now: Date): Promise<AccessClaims | null> {
    try {
      const payload = await this.#payloadOf(token, now);
      if (payload === null) return null;
      const { sub, cid, did, cli, sid, exp } = payload;
      if (typeof sub !== 'string' || typeof cid !== 'string' || typeof did !== 'string' || exp === undefined)
        return null;
      if (cli !== 'desktop' && cli !== 'admin') return null;
      const sessionId = typeof sid === 'string' ? sid : undefined;
      return { userId: sub, companyId: cid, deviceId: did, client: cli, sessionId, expiresAt: exp };
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }

  async #payloadOf(token: string, now: Date): Promise<JWTPayload | null> {
    const options = { issuer: ISSUER, algorithms: [ALGORITHM], currentDate: now };
    for (const { secret } of this.#keys.candidates(keyIdOf(token))) {
      try {
        return (await jwtVerify(token, secret, options)).payload;
      } catch (error) {
        // Another key may have signed it.
        if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
      }
    }
    return null;
  }
}
