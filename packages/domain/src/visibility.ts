import type { ActingUser } from './context.ts';

/**
 * Who sees a customer or a request: its owner, the manager of its team, every admin. What belongs to nobody yet and to no
 * team is seen by admins alone.
 * The server filters its queries by the same rule (server/src/sync/visibility.ts, tested against this one).
 */
export function canSee(actor: ActingUser, document: { ownerId: string | null; teamId: string | null }): boolean {
  if (actor.role === 'admin' || document.ownerId === actor.userId) return true;
  return actor.role === 'manager' && actor.teamId !== null && actor.teamId === document.teamId;
}
