import type { ActingUser } from '@marginiq/domain/context';

/** The documents with an owner and a team that this person may see. The same rule as domain's `canSee`. */
export function visibleFilter({ role, userId, teamId }: ActingUser): Record<string, unknown> {
  if (role === 'admin') return {};
  if (role === 'manager' && teamId !== null) return { $or: [{ teamId }, { ownerId: userId }] };
  return { ownerId: userId };
}
