import type { Customer } from '@marginiq/contract/customer';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Product } from '@marginiq/contract/product';
import type { Company, Person, Reference } from '@marginiq/contract/reference';
import { fromStored, type Stored, type TenantDocuments, type TombstoneRecord, type UserRecord } from './documents.ts';
import type { SyncedCollectionName } from './synced.ts';

/** What clients are told when a document is written: what it is now, or that somebody does not see it any more. */
export type Told =
  | { collection: 'requests'; document: DiscountRequest }
  | { collection: 'customers'; document: Customer }
  | { collection: 'products'; document: Product }
  | { collection: 'reference'; document: Reference }
  | { collection: 'requests' | 'customers'; revoked: TombstoneRecord };

const from = <T extends { id: string }>(stored: unknown) => fromStored<T>(stored as Stored<T>);

/** The person without what never leaves the server. */
export function personOf(user: UserRecord): Person {
  const { passwordHash: _hash, viewEpoch: _epoch, ...person } = user;
  return fromStored<Person>(person);
}

/** `current` is the server's own mark; of a thing whose versions are kept, clients hold the one in force. */
function currentVersion({ current, ...stored }: { current: boolean }): Told | null {
  return current ? { collection: 'reference', document: from<Reference>(stored) } : null;
}

const TOLD: { [N in SyncedCollectionName]: (stored: TenantDocuments[N]) => Told | null } = {
  discountRequests: (stored) => ({ collection: 'requests', document: from(stored) }),
  customers: (stored) => ({ collection: 'customers', document: from(stored) }),
  products: (stored) => ({ collection: 'products', document: from(stored) }),
  users: (stored) => ({ collection: 'reference', document: personOf(stored) }),
  companies: ({ status: _status, ...stored }) => ({ collection: 'reference', document: from<Company>(stored) }),
  businessRules: currentVersion,
  aiGovernance: currentVersion,
  tenantMetrics: currentVersion,
  tombstones: (revoked) => ({ collection: revoked.collection, revoked }),
};

/** Every collection that clients hold, or are told of. */
export const SYNCED_COLLECTIONS = Object.keys(TOLD) as SyncedCollectionName[];

/** What clients are told of a stored document; null where they do not hold it. */
export function toldOf<N extends SyncedCollectionName>(name: N, stored: TenantDocuments[N]): Told | null {
  return TOLD[name](stored);
}
