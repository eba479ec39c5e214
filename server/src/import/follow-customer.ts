import type { Actor, DiscountRequest } from '@marginiq/contract/discount-request';
import type { Person } from '@marginiq/contract/reference';
import { OPEN_STATUSES } from '@marginiq/contract/request-status';
import { decideHandOver, type Recipient, recipientOf } from '@marginiq/domain/hand-over';
import { requestCode } from '@marginiq/domain/request-code';
import { handOverRequest } from '../commands/hand-over-request.ts';
import { fromStored, type Stored } from '../tenancy/documents.ts';
import type { Following } from '../tenancy/import-documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import type { Commit } from '../tenancy/unit-of-work.ts';
import { MAX_NAMED } from './audit-import.ts';
import type { Chunk, ChunkSize } from './next-chunk.ts';
import { addMoved, canMove, type Outcome, outcomeOf } from './publish-chunk.ts';
import { lengthOf, within } from './within.ts';

type Request = Stored<DiscountRequest>;

/** The customer's current owner: an admin may have given it to somebody else. Null if nothing can be handed to that person. */
async function ownerNow(store: TenantStore, customerId: string): Promise<Recipient | null> {
  const customer = await store.collection('customers').findById(customerId);
  const owner = customer?.ownerId == null ? null : await store.collection('users').findById(customer.ownerId);
  const recipient = owner === null ? 'left' : recipientOf(fromStored<Person>(owner));
  return typeof recipient === 'string' ? null : recipient;
}

function addStayed(outcome: Outcome, requests: readonly Pick<Request, '_id'>[]): void {
  if (requests.length === 0) return;
  outcome.stayedCount = (outcome.stayedCount ?? 0) + requests.length;
  const named = [...(outcome.stayed ?? []), ...requests.map(({ _id }) => requestCode(_id))];
  outcome.stayed = named.slice(0, MAX_NAMED);
}

const openOf = ({ customerId, from, after }: Following) =>
  ({ customerId, ownerId: from, status: { $in: [...OPEN_STATUSES] }, seq: { $gt: after } }) as never;

type How = { by: Actor; at: string };

/**
 * Looks whether all open requests can follow a customer, before it goes. Reads a chunk at a time, and nobody waits for it; what
 * somebody changes behind it is found when it is its turn.
 */
export async function canFollow(
  store: TenantStore,
  { staged }: Chunk,
  { how, size }: { how: How; size: ChunkSize },
): Promise<boolean> {
  const [customer] = staged;
  if (customer?.handOver === undefined) return true;
  const { from, to } = customer.handOver;
  for (let after: number | undefined = 0; after !== undefined; ) {
    const open = openOf({ customerId: customer.document._id, from, after });
    const options = { sort: { seq: 1 as const }, limit: size.documents };
    const some: Request[] = await store.collection('discountRequests').find(open, options);
    const moving = some.map((one) => ({ handOver: decideHandOver(fromStored<DiscountRequest>(one), to, how) }));
    if (!canMove(moving)) return false;
    after = some.at(-1)?.seq;
  }
  return true;
}

/**
 * Puts the next of the open requests that follow a customer into a commit of their own. They belonged to the former owner, and
 * go to the customer's current owner. Those that cannot be handed over stay with their owner, and are named.
 *
 * Until their turn they are visible to the former owner, as before, and not to the new one.
 */
export async function followCustomer(
  unit: Commit,
  following: Following,
  { before, how, size }: { before: Outcome; how: How; size: ChunkSize },
): Promise<Outcome> {
  const { following: _, ...outcome }: Outcome = outcomeOf(before);
  const requests = unit.store.collection('discountRequests');
  const { customerId, from } = following;
  const open = openOf(following);
  const to = await ownerNow(unit.store, customerId);
  // Given back meanwhile.
  if (to?.id === from) return outcome;
  if (to === null) {
    addStayed(outcome, await requests.find(open, { sort: { seq: 1 }, projection: { companyId: 1 } }));
    return outcome;
  }
  const found = await requests.find(open, { sort: { seq: 1 }, limit: size.documents });
  const some = within(found, size.length, lengthOf);
  for (const stored of some) {
    if (handOverRequest(unit, stored, { to, ...how }) === null) addMoved(outcome, stored._id);
    else addStayed(outcome, [stored]);
  }
  const last = some.at(-1);
  if (last === undefined || (some.length === found.length && found.length < size.documents)) return outcome;
  return { ...outcome, following: { customerId, from, after: last.seq } };
}
