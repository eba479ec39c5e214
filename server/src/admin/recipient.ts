import type { Person } from '@marginiq/contract/reference';
import { type Recipient, recipientOf } from '@marginiq/domain/hand-over';
import { ActionRefusedError } from '../audit/perform.ts';
import { fromStored } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

/** @throws ActionRefusedError if nothing can be handed to this person */
export async function findRecipient(store: TenantStore, personId: string): Promise<Recipient> {
  const person = await store.collection('users').findById(personId);
  const to = person === null ? 'left' : recipientOf(fromStored<Person>(person));
  if (person === null || to === 'left') throw new ActionRefusedError({ code: 'recipientLeft' });
  if (to === 'noTeam') throw new ActionRefusedError({ code: 'recipientWithoutTeam', name: person.name });
  return to;
}
