import type { Customer } from '@marginiq/contract/customer';
import type { Actor, DiscountRequest } from '@marginiq/contract/discount-request';
import type { Id, Instant } from '@marginiq/contract/scalars';
import { decideHandOver, type Recipient } from '../hand-over.ts';
import { type ActionDecision, done } from './action.ts';
import { stepActor } from './actors.ts';

type OwnedCustomer = Pick<Customer, 'id' | 'ownerId' | 'teamId'>;

export interface Reassigned<C extends OwnedCustomer> {
  customers: C[];
  requests: DiscountRequest[];
}

/** Decides on handing customers and requests to another person, in that person's team: all of them or none. */
export function decideReassign<C extends OwnedCustomer>(
  to: Recipient,
  { customers, requests }: { customers: readonly C[]; requests: readonly DiscountRequest[] },
  { actor, now }: { actor: Actor; now: Instant },
): ActionDecision<Reassigned<C>> {
  const how = { by: stepActor(actor), at: now };
  const handed: DiscountRequest[] = [];
  for (const request of requests) {
    const decided = decideHandOver(request, to, how);
    if (!decided.accepted) return decided;
    handed.push(decided.request);
  }
  const owners = [...customers, ...requests].map(({ id, ownerId }): { id: Id; ownerId: Id | null } => ({
    id,
    ownerId,
  }));
  return done(
    {
      customers: customers.map((customer) => ({ ...customer, ownerId: to.id, teamId: to.teamId })),
      requests: handed,
    },
    { before: { owners }, after: { ownerId: to.id, ownerName: to.name } },
  );
}
