import type { ActingUser } from '@marginiq/domain/context';

/** The documents with an owner and a team that this person may see. The same rule as domain's `canSee`. */
export function visibleFilter({ role, userId, teamId }: ActingUser, path = ''): Record<string, unknown> {
  if (role === 'admin') return {};
  const own = { [`${path}ownerId`]: userId };
  return role === 'manager' && teamId !== null ? { $or: [{ [`${path}teamId`]: teamId }, own] } : own;
}
