import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Person } from '@marginiq/contract/reference';
import type { Approver } from '@marginiq/contract/roles';
import { canSee } from './audience.ts';
import { authorityOf, hasAuthority } from './authority.ts';
import { isAuthor } from './authors.ts';

/** As much of a request as says who can approve it. */
export type Waiting = Pick<DiscountRequest, 'ownerId' | 'teamId' | 'steps'> & { requiredApprover: Approver };

type Candidate = Pick<Person, 'id' | 'role' | 'teamId' | 'active'>;

/** Whether this person could approve it: sees it, has the authority, works here, and had no part in asking for it. */
export function canApprove({ id: userId, role, teamId, active }: Candidate, waiting: Waiting): boolean {
  // Even where the rules need nobody, only a manager or an admin decides.
  if (!active || role === 'salesperson' || isAuthor(waiting, userId)) return false;
  return canSee({ userId, role, teamId }, waiting) && hasAuthority(authorityOf(role), waiting.requiredApprover);
}

export const hasApprover = (waiting: Waiting, people: Iterable<Candidate>): boolean =>
  [...people].some((person) => canApprove(person, waiting));
