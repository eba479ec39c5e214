import type { ActingUser } from '@marginiq/domain/context';
import type { Database } from '../tenancy/database.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import type { AccessClaims } from './access-tokens.ts';

/** The signed-in person, with the authority of now: role and team are read anew for every call. */
export interface Session {
  claims: AccessClaims;
  actor: ActingUser;
  viewEpoch: number;
  store: TenantStore;
}

/** The session of a valid token, or null when the person or the company may not go on. */
export async function loadSession(database: Database, claims: AccessClaims): Promise<Session | null> {
  const store = database.tenant(claims.companyId);
  const [user, company] = await Promise.all([
    store.collection('users').findById(claims.userId),
    store.collection('companies').findById(claims.companyId),
  ]);
  if (user === null || !user.active || company === null || company.status !== 'active') return null;
  const { name, role, teamId } = user;
  return { claims, store, viewEpoch: user.viewEpoch, actor: { userId: user._id, name, role, teamId } };
}
