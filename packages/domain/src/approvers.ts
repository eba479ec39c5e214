import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Person } from '@marginiq/contract/reference';
import type { Approver, Role } from '@marginiq/contract/roles';
import { isAuthor } from './authors.ts';
import { hasAuthority } from './evaluate.ts';
import { canSee } from './visibility.ts';

/** As much of a request as says who can approve it. */
export type Waiting = Pick<DiscountRequest, 'ownerId' | 'teamId' | 'steps'> & { requiredApprover: Approver };

type Candidate = Pick<Person, 'id' | 'role' | 'teamId' | 'active'>;

const HOLDS: Record<Role, Approver> = { salesperson: 'none', manager: 'manager', admin: 'admin' };

/** Whether this person could approve it: sees it, has the authority, works here, and had no part in asking for it. */
export function canApprove({ id: userId, role, teamId, active }: Candidate, waiting: Waiting): boolean {
  // Even where the rules need nobody, only a manager or an admin decides.
  if (!active || role === 'salesperson' || isAuthor(waiting, userId)) return false;
  return canSee({ userId, name: '', role, teamId }, waiting) && hasAuthority(HOLDS[role], waiting.requiredApprover);
}

export const hasApprover = (waiting: Waiting, people: Iterable<Candidate>): boolean =>
  [...people].some((person) => canApprove(person, waiting));

/** Whether it waits for an admin, because the limits say so or because the team has no manager who could approve it. */
export function waitsForAdmin(waiting: Waiting, people: Iterable<Candidate>): boolean {
  return ![...people].some((person) => person.role === 'manager' && canApprove(person, waiting));
}
