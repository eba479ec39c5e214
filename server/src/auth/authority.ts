import type { Identity } from '@marginiq/contract/session';
import type { SessionRefusal } from '@marginiq/contract/session-refusal';
import type { ActingUser } from '@marginiq/domain/context';
import { CallRefusedError } from '../call-refused.ts';
import type { Database } from '../tenancy/database.ts';
import type { CompanyRecord, DeviceRecord, UserRecord } from '../tenancy/documents.ts';
import { GatheredReads } from '../tenancy/gathered-reads.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import type { AccessClaims } from './access-tokens.ts';
import { SessionRefusedError } from './session-refused.ts';

/** The signed-in person with their current authority: role and team are read again on every call. */
export interface Session {
  claims: AccessClaims;
  actor: ActingUser;
  store: TenantStore;
}

export type LoadedSession = { ok: true; session: Session } | { ok: false; refusal: SessionRefusal };

/** Why this person cannot work on this device; null if they can. */
export function refusalOf(about: {
  user: UserRecord | null;
  company: CompanyRecord | null;
  device: DeviceRecord | null;
  /** Whether the session itself has ended. Any other obstacle takes precedence, because a device has to learn of it. */
  isEnded?: boolean;
}): SessionRefusal | null {
  if (about.device?.revokedAt) return 'deviceRevoked';
  if (about.user === null || about.company === null) return 'ended';
  if (!about.user.active) return 'personInactive';
  if (about.company.status !== 'active') return 'companySuspended';
  return about.isEnded ? 'ended' : null;
}

type Named = Identity & Pick<AccessClaims, 'sessionId'>;

/**
 * What the database currently says about the person, company and device that a session names, and about the session
 * itself.
 */
export async function standingOf(store: TenantStore, { companyId, userId, deviceId, sessionId }: Named) {
  const reads = new GatheredReads(store);
  const [users, companies, devices, ended] = await Promise.all([
    reads.byIds('users', [userId]),
    reads.byIds('companies', [companyId]),
    reads.byIds('devices', [deviceId]),
    reads.byIds('endedSessions', sessionId === undefined ? [] : [sessionId]),
  ]);
  return {
    user: users.get(userId) ?? null,
    company: companies.get(companyId) ?? null,
    device: devices.get(deviceId) ?? null,
    isEnded: ended.size > 0,
  };
}

/**
 * The session of a valid token, or why it does not continue.
 * @param asOf the moment of the company's at which to look
 */
export async function loadSession(
  database: Database,
  claims: AccessClaims,
  asOf?: TenantStore,
): Promise<LoadedSession> {
  const store = database.tenant(claims.companyId);
  const standing = await standingOf(asOf ?? store, claims);
  const { user } = standing;
  const refusal = refusalOf(standing);
  if (refusal !== null || user === null) return { ok: false, refusal: refusal ?? 'ended' };
  const { name, role, teamId } = user;
  const actor = { userId: user._id, name, role, teamId };
  return { ok: true, session: { claims, store, actor } };
}

/** @throws SessionRefusedError, or a CallRefusedError: `adminsOnly` */
export function requireAdmin(loaded: LoadedSession): Session {
  if (!loaded.ok) throw new SessionRefusedError(loaded.refusal);
  if (loaded.session.actor.role === 'admin') return loaded.session;
  throw new CallRefusedError({ code: 'adminsOnly' });
}
