import { principalsOf } from '@marginiq/domain/audience';
import type { ActingUser } from '@marginiq/domain/context';

/** Filters that find all that a person may see. They may find more, because each document is judged again, but never less. */
export interface Sight {
  /** Owned documents. */
  owned: Record<string, unknown>;
  /** Revocations of what the person saw before. */
  revocations: Record<string, unknown>;
}

/** The same rule as domain's `canSee`, in terms of fields that are always right, whichever release wrote the document. */
function byOwnerAndTeam({ role, userId, teamId }: ActingUser, path = ''): Record<string, unknown> {
  const own = { [`${path}ownerId`]: userId };
  return role === 'manager' && teamId !== null ? { $or: [{ [`${path}teamId`]: teamId }, own] } : own;
}

/** @param isFoundByAudience of the moment that is read (`TenantStore.isFoundByAudience`) */
export function sightOf(actor: ActingUser, isFoundByAudience: boolean): Sight {
  const named = { audience: { $in: principalsOf(actor) } };
  if (isFoundByAudience) return { owned: named, revocations: named };
  // An admin loses sight only of what was deleted. No former release deletes, so those revocations all have an audience.
  if (actor.role === 'admin') return { owned: {}, revocations: named };
  return { owned: byOwnerAndTeam(actor), revocations: byOwnerAndTeam(actor, 'from.') };
}
