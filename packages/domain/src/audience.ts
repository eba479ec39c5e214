import type { ActingUser } from './context.ts';

/** Who can be named in a document's audience: one person, the managers of a team, the admins. */
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

/** The principals that a person is. A person sees exactly the documents whose audience names one of them. */
export function principalsOf({ userId, role, teamId }: Pick<ActingUser, 'userId' | 'role' | 'teamId'>): Principal[] {
  const principals = [person(userId)];
  if (role === 'admin') principals.push(ADMINS);
  if (role === 'manager' && teamId !== null) principals.push(managersOf(teamId));
  return principals;
}

/** Whether somebody with these principals sees a document with this audience. */
export const isAmong = (principals: readonly Principal[], audience: readonly Principal[]): boolean =>
  principals.some((principal) => audience.includes(principal));

/**
 * Whether a person sees a customer or a request.
 * The server finds documents by the same sets (server/src/sync/visibility.ts, tested against this rule).
 */
export const canSee = (actor: Pick<ActingUser, 'userId' | 'role' | 'teamId'>, document: Owned): boolean =>
  isAmong(principalsOf(actor), audienceOf(document));
