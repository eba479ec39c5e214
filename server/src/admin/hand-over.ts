import type { Customer } from '@marginiq/contract/customer';
import type { Actor, DiscountRequest } from '@marginiq/contract/discount-request';
import type { Person } from '@marginiq/contract/reference';
import { type Recipient, recipientOf } from '@marginiq/domain/hand-over';
import { requestCode } from '@marginiq/domain/request-code';
import { handOverRequest } from '../commands/hand-over-request.ts';
import { fromStored, type Stored } from '../tenancy/documents.ts';
import { UnfitDocumentError } from '../tenancy/fit.ts';
import type { Commit } from '../tenancy/unit-of-work.ts';
import { AdminRefusal } from './admin-action.ts';

/** A request was negotiated for so long that it has no room for the hand-over. */
export class TooManyStepsError extends AdminRefusal {
  override name = 'TooManyStepsError';
  /** The code by which people know it. */
  readonly request: string;

  constructor(message: string, request: string) {
    super(message, 'tooManySteps');
    this.request = request;
  }
}

/** @throws AdminRefusal if nothing can be handed to this person */
export async function findRecipient({ store }: Commit, personId: string): Promise<Recipient> {
  const person = await store.collection('users').findById(personId);
  const to = person === null ? 'left' : recipientOf(fromStored<Person>(person));
  if (person === null || to === 'left') throw new AdminRefusal('There is no such active person.', 'recipientLeft');
  if (to === 'noTeam') throw new AdminRefusal(`${person.name} is in no team. Put ${person.name} into one first.`);
  return to;
}

interface HandOver {
  to: Recipient;
  customers: Iterable<Stored<Customer>>;
  requests: Iterable<Stored<DiscountRequest>>;
  by: Actor;
  at: string;
}

/**
 * Hands customers and requests to another person, in that person's team. It stands in each request from whom it came and who
 * handed it over.
 * @throws AdminRefusal
 */
export function handOver(unit: Commit, { to, customers, requests, by, at }: HandOver): void {
  const { id: ownerId, teamId } = to;
  for (const customer of customers) unit.put('customers', { ...customer, ownerId, teamId }, customer);
  const { userId, name, role } = by;
  for (const stored of requests) {
    const refusal = handOverRequest(unit, stored, { to, by: { userId, name, role }, at });
    if (refusal instanceof UnfitDocumentError) throw refusal;
    if (refusal !== null) throw new TooManyStepsError(refusal.message, requestCode(stored._id));
  }
}
