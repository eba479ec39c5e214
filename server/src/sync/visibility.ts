import { principalsOf } from '@marginiq/domain/audience';
import type { ActingUser } from '@marginiq/domain/context';

/** How a query finds what a person may see: more than that it may find, because each document is judged again; never less. */
export interface Sight {
  /** Owned documents. */
  owned: Record<string, unknown>;
  /** Tombstones of what the person saw before. */
  tombstones: Record<string, unknown>;
}

/** The same rule as domain's `canSee`, in terms of fields that are always right, whichever release wrote the document. */
function byOwnerAndTeam({ role, userId, teamId }: ActingUser, path = ''): Record<string, unknown> {
  const own = { [`${path}ownerId`]: userId };
  return role === 'manager' && teamId !== null ? { $or: [{ [`${path}teamId`]: teamId }, own] } : own;
}

/** @param isFoundByAudience of the moment that is read (`TenantStore.isFoundByAudience`) */
export function sightOf(actor: ActingUser, isFoundByAudience: boolean): Sight {
  if (isFoundByAudience) {
    const named = { audience: { $in: principalsOf(actor) } };
    return { owned: named, tombstones: named };
  }
  // An admin sees all that there is, and is told only of what is not there any more.
  if (actor.role === 'admin') return { owned: {}, tombstones: { remaining: [] } };
  return { owned: byOwnerAndTeam(actor), tombstones: byOwnerAndTeam(actor, 'from.') };
}
