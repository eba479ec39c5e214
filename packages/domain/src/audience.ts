import type { ActingUser } from './context.ts';

/** Whom a document can name as seeing it: one person, the managers of a team, everybody with a role. */
export type Principal = `person:${string}` | `team:${string}` | `role:admin`;

const person = (id: string): Principal => `person:${id}`;
const managersOf = (teamId: string): Principal => `team:${teamId}`;
const ADMINS: Principal = 'role:admin';

/** What says who sees a customer or a request. */
export interface Owned {
  /** Null: nobody yet. */
  ownerId: string | null;
  teamId: string | null;
}

/**
 * Who sees a customer or a request: its owner, the managers of its team, every admin. What belongs to nobody yet and to no team is
 * seen by admins alone. A set: no principal is in it twice.
 */
export function audienceOf({ ownerId, teamId }: Owned): Principal[] {
  const audience = [ADMINS];
  if (ownerId !== null) audience.push(person(ownerId));
  if (teamId !== null) audience.push(managersOf(teamId));
  return audience;
}

/** As whom a person sees documents. A person's view is all that names one of these. */
export function principalsOf({ userId, role, teamId }: Pick<ActingUser, 'userId' | 'role' | 'teamId'>): Principal[] {
  const principals = [person(userId)];
  if (role === 'admin') principals.push(ADMINS);
  if (role === 'manager' && teamId !== null) principals.push(managersOf(teamId));
  return principals;
}

/** Whether somebody who is these principals sees what has this audience. */
export const isAmong = (principals: readonly Principal[], audience: readonly Principal[]): boolean =>
  principals.some((principal) => audience.includes(principal));

/**
 * Whether this person sees a customer or a request.
 * The server finds documents by the same sets (server/src/sync/visibility.ts, tested against this rule).
 */
export const canSee = (actor: Pick<ActingUser, 'userId' | 'role' | 'teamId'>, document: Owned): boolean =>
  isAmong(principalsOf(actor), audienceOf(document));
