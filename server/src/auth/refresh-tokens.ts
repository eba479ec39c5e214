import { createHash, randomBytes } from 'node:crypto';
import type { Instant } from '@marginiq/contract/scalars';
import type { Identity, SessionClient } from '@marginiq/contract/session';
import type { Clock } from '../clock.ts';
import type { Database } from '../tenancy/database.ts';
import type { EndedSessionRecord, RefreshTokenRecord } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { ACCESS_TOKEN_MINUTES } from './access-tokens.ts';
import { isSameIdentity } from './identity.ts';

/** How long a session lives without being renewed, and so how long it can be used offline. */
export const SESSION_DAYS = 30;

export interface SessionGrant {
  companyId: string;
  userId: string;
  deviceId: string;
  client: SessionClient;
}

export interface IssuedRefreshToken extends SessionGrant {
  token: string;
  /** One sign-in and all its renewals. */
  familyId: string;
  expiresAt: Date;
}

/** `other`: the token is somebody else's, or another device's, than the caller says. Nothing happened to it. */
export type Rotation = { ok: true; issued: IssuedRefreshToken } | { ok: false; reason: 'unknown' | 'reused' | 'other' };

const idOf = (token: string) => createHash('sha256').update(token).digest('base64url');

/** The note that a session was ended, kept longer than any of its access tokens may still be good for, by whatever clock. */
export function endedSession(companyId: string, familyId: string, endedAt: Instant): EndedSessionRecord {
  const expiresAt = new Date(Date.parse(endedAt) + 2 * ACCESS_TOKEN_MINUTES * 60_000);
  return { _id: familyId, companyId, endedAt, expiresAt };
}

/** A token names its company in the clear, so that it is looked up through the company's store like everything else. */
function companyOf(token: string): string | null {
  const [companyId, secret, ...rest] = token.split('.');
  return companyId && secret && rest.length === 0 ? companyId : null;
}

/**
 * Rotating refresh tokens. Each is used once and replaced by its successor, all of a sign-in being one family.
 *
 * A token that comes a second time means one of two things. Its successor was never used: the reply was lost on
 * its way (a train, a tunnel), so the successor is revoked and a new one issued. Its successor was used: two hold
 * the family, one of them a thief, so the whole family ends. A thief who uses a stolen token before the owner
 * revokes the owner's, whose next renewal then ends the family too.
 */
export class RefreshTokens {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  issue(grant: SessionGrant): Promise<IssuedRefreshToken> {
    return this.#issue(this.#database.tenant(grant.companyId), grant, this.#clock.newId());
  }

  async #issue(store: TenantStore, grant: SessionGrant, familyId: string): Promise<IssuedRefreshToken> {
    const now = this.#clock.now();
    const token = `${grant.companyId}.${randomBytes(32).toString('base64url')}`;
    const expiresAt = new Date(Date.parse(now) + SESSION_DAYS * 86_400_000);
    const record: RefreshTokenRecord = {
      _id: idOf(token),
      ...grant,
      familyId,
      createdAt: now,
      expiresAt,
      usedAt: null,
      successorId: null,
      revokedAt: null,
    };
    await store.collection('refreshTokens').insertMany([record]);
    return { ...grant, token, familyId, expiresAt };
  }

  /**
   * In a transaction, so that a token presented several times at once leaves at most one live successor.
   * @param identity whose session the caller means; null for programs that do not say
   */
  async rotate(token: string, client: SessionClient, identity: Identity | null = null): Promise<Rotation> {
    const companyId = companyOf(token);
    if (companyId === null) return { ok: false, reason: 'unknown' };
    return this.#database.tenant(companyId).transaction<Rotation>(async (store) => {
      const tokens = store.collection('refreshTokens');
      const now = this.#clock.now();
      const record = await tokens.findById(idOf(token));
      if (record === null || record.client !== client || record.expiresAt.getTime() <= Date.parse(now)) {
        return { ok: false, reason: 'unknown' };
      }
      if (identity !== null && !isSameIdentity(identity, record)) return { ok: false, reason: 'other' };
      const inForce =
        record.revokedAt === null && (record.usedAt === null || (await this.#wasReplyLost(store, record)));
      if (!inForce) {
        await this.#endFamily(store, record.familyId);
        return { ok: false, reason: 'reused' };
      }
      const { userId, deviceId } = record;
      const issued = await this.#issue(store, { companyId, userId, deviceId, client }, record.familyId);
      await tokens.updateOne({ _id: record._id }, { $set: { usedAt: now, successorId: idOf(issued.token) } });
      return { ok: true, issued };
    });
  }

  /** True when the successor of a token that was used never was; the successor is then revoked. */
  async #wasReplyLost(store: TenantStore, record: RefreshTokenRecord): Promise<boolean> {
    if (record.successorId === null) return true;
    const revoked = await store
      .collection('refreshTokens')
      .updateOne(
        { _id: record.successorId, usedAt: null, revokedAt: null },
        { $set: { revokedAt: this.#clock.now() } },
      );
    return revoked !== null;
  }

  /** With its access tokens, which every process asks for (authority.ts), and its streams (session-watch.ts). */
  async #endFamily(store: TenantStore, familyId: string): Promise<void> {
    const endedAt = this.#clock.now();
    await store.collection('refreshTokens').updateMany({ familyId, revokedAt: null }, { $set: { revokedAt: endedAt } });
    await store.collection('endedSessions').replaceMany([endedSession(store.companyId, familyId, endedAt)]);
  }

  /** Ends every session of one program on a device of somebody's. */
  async endOfDevice({ companyId, userId, deviceId, client }: SessionGrant): Promise<void> {
    const store = this.#database.tenant(companyId);
    // Only the newest of each sign-in is unused, and those alone are in the index.
    const own = { userId, deviceId, client, usedAt: null, revokedAt: null };
    const newest = await store.collection('refreshTokens').find(own);
    for (const familyId of new Set(newest.map((token) => token.familyId))) await this.#endFamily(store, familyId);
  }

  /** Whose session a token belongs to, whether it still holds or not; null for a token that never was. */
  async grantOf(token: string): Promise<SessionGrant | null> {
    const companyId = companyOf(token);
    const tokens = companyId === null ? null : this.#database.tenant(companyId).collection('refreshTokens');
    return (await tokens?.findById(idOf(token))) ?? null;
  }

  /** Ends the session that a token belongs to. Unknown tokens are ignored: signing out always works. */
  async end(token: string): Promise<void> {
    const companyId = companyOf(token);
    if (companyId === null) return;
    await this.#database.tenant(companyId).transaction(async (store) => {
      const record = await store.collection('refreshTokens').findById(idOf(token));
      if (record !== null) await this.#endFamily(store, record.familyId);
    });
  }
}
