import type { Person } from '@marginiq/contract/reference';
import { OPEN_STATUSES } from '@marginiq/contract/request-status';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { personOf } from '../tenancy/told.ts';

export interface ListedPerson extends Person {
  /** What still belongs to somebody who has left; null if nothing does, or the person works here. */
  leftBehind: { customers: number; open: number } | null;
}

const ONLY_THE_OWNER = { projection: { ownerId: 1 } } as const;

/** What belongs to each of these people. */
async function ownedBy(store: TenantStore, ids: readonly string[]) {
  const owned = new Map<string | null, { customers: number; open: number }>();
  if (ids.length === 0) return owned;
  const ownerId = { $in: [...ids] };
  const [customers, requests] = await Promise.all([
    store.collection('customers').find({ ownerId } as never, ONLY_THE_OWNER),
    store
      .collection('discountRequests')
      .find({ ownerId, status: { $in: [...OPEN_STATUSES] } } as never, ONLY_THE_OWNER),
  ]);
  const of = (id: string | null) => {
    const found = owned.get(id) ?? { customers: 0, open: 0 };
    owned.set(id, found);
    return found;
  };
  for (const customer of customers) of(customer.ownerId).customers += 1;
  for (const request of requests) of(request.ownerId).open += 1;
  return owned;
}

/** Everybody by name, and what those who have left still own, for somebody has to take it over. */
export async function listPeople(store: TenantStore): Promise<ListedPerson[]> {
  const users = await store.collection('users').find({}, { sort: { name: 1 } });
  const gone = users.filter(({ active }) => !active).map(({ _id }) => _id);
  const owned = await ownedBy(store, gone);
  return users.map((user) => ({ ...personOf(user), leftBehind: owned.get(user._id) ?? null }));
}
