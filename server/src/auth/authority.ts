import type { SessionRefusal } from '@marginiq/contract/session-refusal';
import type { ActingUser } from '@marginiq/domain/context';
import type { Database } from '../tenancy/database.ts';
import type { CompanyRecord, DeviceRecord, UserRecord } from '../tenancy/documents.ts';
import { GatheredReads } from '../tenancy/gathered-reads.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import type { AccessClaims } from './access-tokens.ts';

/** The signed-in person, with the authority of now: role and team are read anew for every call. */
export interface Session {
  claims: AccessClaims;
  actor: ActingUser;
  viewEpoch: number;
  store: TenantStore;
}

export type LoadedSession = { ok: true; session: Session } | { ok: false; refusal: SessionRefusal };

/** Why the three together may not go on; null where they may. */
export function refusalOf(about: {
  user: UserRecord | null;
  company: CompanyRecord | null;
  device: DeviceRecord | null;
}): SessionRefusal | null {
  if (about.device?.revokedAt) return 'deviceRevoked';
  if (about.user === null || !about.user.active || about.company === null) return 'ended';
  return about.company.status === 'active' ? null : 'companySuspended';
}

/** The session of a valid token, or why it may not go on. */
export async function loadSession(database: Database, claims: AccessClaims): Promise<LoadedSession> {
  const store = database.tenant(claims.companyId);
  const reads = new GatheredReads(store);
  const [users, companies, devices] = await Promise.all([
    reads.byIds('users', [claims.userId]),
    reads.byIds('companies', [claims.companyId]),
    reads.byIds('devices', [claims.deviceId]),
  ]);
  const user = users.get(claims.userId) ?? null;
  const company = companies.get(claims.companyId) ?? null;
  const refusal = refusalOf({ user, company, device: devices.get(claims.deviceId) ?? null });
  if (refusal !== null || user === null) return { ok: false, refusal: refusal ?? 'ended' };
  const { name, role, teamId } = user;
  const actor = { userId: user._id, name, role, teamId };
  return { ok: true, session: { claims, store, viewEpoch: user.viewEpoch, actor } };
}
