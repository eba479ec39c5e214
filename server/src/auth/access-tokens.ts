import { createSecretKey } from 'node:crypto';
import type { SessionClient } from '@marginiq/contract/session';
import { errors, jwtVerify, SignJWT } from 'jose';

export const ACCESS_TOKEN_MINUTES = 15;
const ISSUER = 'marginiq';
const ALGORITHM = 'HS256';

/** What an access token says. What a user may do is read from the database, never from here. */
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

export class AccessTokens {
  readonly #key: ReturnType<typeof createSecretKey>;

  constructor(secret: string) {
    this.#key = createSecretKey(Buffer.from(secret, 'utf8'));
  }

  async issue(claims: Omit<AccessClaims, 'expiresAt'>, now: Date): Promise<{ token: string; expiresAt: Date }> {
    const expiresAt = new Date(now.getTime() + ACCESS_TOKEN_MINUTES * 60_000);
    const { companyId: cid, deviceId: did, client: cli, sessionId: sid } = claims;
    const token = await new SignJWT({ cid, did, cli, ...(sid === undefined ? {} : { sid }) })
      .setProtectedHeader({ alg: ALGORITHM })
      .setIssuer(ISSUER)
      .setSubject(claims.userId)
      .setIssuedAt(Math.floor(now.getTime() / 1000))
      .setExpirationTime(Math.floor(expiresAt.getTime() / 1000))
      .sign(this.#key);
    return { token, expiresAt };
  }

  /** The claims of a token that is ours and in force, or null. */
  async verify(token: string, now: Date): Promise<AccessClaims | null> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        issuer: ISSUER,
        algorithms: [ALGORITHM],
        currentDate: now,
      });
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
}
