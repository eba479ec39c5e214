import type { Customer } from '@marginiq/contract/customer';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Product } from '@marginiq/contract/product';
import type { Company, Person, Reference } from '@marginiq/contract/reference';
import { audienceOf, type Principal } from '@marginiq/domain/audience';
import {
  type CompanyRecord,
  fromStored,
  type Stored,
  type TenantDocuments,
  type UserRecord,
  type Versioned,
} from './documents.ts';
import { withoutAudience } from './owned.ts';
import { fullRevocation } from './revocation.ts';
import type { SyncedCollectionName } from './synced.ts';

/** A document that some no longer see: clients that match one of `audience` and none of `remaining`. */
export interface Removed {
  documentId: string;
  audience: readonly Principal[];
  remaining: readonly Principal[];
}

/**
 * What clients are told when a document is written, and which clients: its current state, or that somebody no longer sees
 * it.
 */
export type Told =
  | { collection: 'requests'; document: DiscountRequest; audience: readonly Principal[] }
  | { collection: 'customers'; document: Customer; audience: readonly Principal[] }
  | { collection: 'products'; document: Product }
  | { collection: 'reference'; document: Reference }
  | { collection: 'requests' | 'customers'; removed: Removed };

const from = <T extends { id: string }>(stored: unknown) => fromStored<T>(stored as Stored<T>);

/**
 * A backfill compares what clients are told before and after it gave a document its audience, which is never sent to
 * clients.
 */
const fromOwned = <T extends { id: string }>(stored: object) => from<T>(withoutAudience(stored));

/** The person without what never leaves the server. */
export function personOf(user: UserRecord): Person {
  const { passwordHash: _hash, viewEpoch: _epoch, workMove: _move, ...person } = user;
  return fromStored<Person>(person);
}

/** The company without the server's own mark of its state. */
export function companyOf({ status: _status, ...company }: CompanyRecord): Company {
  return fromStored<Company>(company);
}

/** One version of a thing whose versions are kept, without the server's own mark of the one in force. */
export function versionOf<T extends { id: string }>({ current: _current, ...version }: Versioned<T>): T {
  return from<T>(version);
}

/** Clients hold the version in force only. */
const versionInForce = <T extends Reference>(stored: Versioned<T>): Told | null =>
  stored.current ? { collection: 'reference', document: versionOf<T>(stored) } : null;

const TOLD: { [N in SyncedCollectionName]: (stored: TenantDocuments[N]) => Told | null } = {
  discountRequests: (stored) => ({
    collection: 'requests',
    document: fromOwned(stored),
    audience: audienceOf(stored),
  }),
  customers: (stored) => ({
    collection: 'customers',
    document: fromOwned(stored),
    audience: audienceOf(stored),
  }),
  products: (stored) => ({ collection: 'products', document: from(stored) }),
  users: (stored) => ({ collection: 'reference', document: personOf(stored) }),
  companies: (stored) => ({ collection: 'reference', document: companyOf(stored) }),
  businessRules: versionInForce,
  governance: versionInForce,
  statistics: versionInForce,
  revocations: (stored) => {
    const { collection, documentId, audience, remaining } = fullRevocation(stored);
    return { collection, removed: { documentId, audience, remaining } };
  },
};

/** Every collection that clients hold, or are told of. */
export const SYNCED_COLLECTIONS = Object.keys(TOLD) as SyncedCollectionName[];

/** A stored document as clients are told of it; null if they do not hold it. */
export function toldOf<N extends SyncedCollectionName>(name: N, stored: TenantDocuments[N]): Told | null {
  return TOLD[name](stored);
}
