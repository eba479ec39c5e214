import type { Customer } from '@marginiq/contract/customer';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Product } from '@marginiq/contract/product';
import type { Changes, PulledCollection } from '@marginiq/contract/pull';
import type { Company, Reference } from '@marginiq/contract/reference';
import type { ActingUser } from '@marginiq/domain/context';
import { canSee } from '@marginiq/domain/visibility';
import { personOf } from '../commands/decision-state.ts';
import type { SyncedCollectionName } from '../tenancy/commit.ts';
import { fromStored, type Stored, type TenantDocuments, type TombstoneRecord } from '../tenancy/documents.ts';

/** Something that clients hold was written, at a position of its own. */
export type Change =
  | { seq: number; collection: 'requests'; document: DiscountRequest }
  | { seq: number; collection: 'customers'; document: Customer }
  | { seq: number; collection: 'products'; document: Product }
  | { seq: number; collection: 'reference'; document: Reference }
  | { seq: number; collection: 'requests' | 'customers'; revoked: TombstoneRecord };

const from = <T extends { id: string }>(stored: unknown) => fromStored<T>(stored as Stored<T>);

/** `current` is the server's own mark; of a thing whose versions are kept, clients hold the one in force. */
function currentVersion({ current, ...stored }: { seq: number; current: boolean }): Change | null {
  return current ? { seq: stored.seq, collection: 'reference', document: from<Reference>(stored) } : null;
}

const CHANGES: { [N in SyncedCollectionName]: (stored: TenantDocuments[N]) => Change | null } = {
  discountRequests: (stored) => ({ seq: stored.seq, collection: 'requests', document: from(stored) }),
  customers: (stored) => ({ seq: stored.seq, collection: 'customers', document: from(stored) }),
  products: (stored) => ({ seq: stored.seq, collection: 'products', document: from(stored) }),
  users: (stored) => ({ seq: stored.seq, collection: 'reference', document: personOf(stored) }),
  companies: ({ status: _status, ...stored }) => ({
    seq: stored.seq,
    collection: 'reference',
    document: from<Company>(stored),
  }),
  businessRules: currentVersion,
  aiGovernance: currentVersion,
  tenantMetrics: currentVersion,
  tombstones: (revoked) => ({ seq: revoked.seq, collection: revoked.collection, revoked }),
};

/** What clients are told of a stored document; null where they do not hold it. */
export function changeOf<N extends SyncedCollectionName>(name: N, stored: TenantDocuments[N]): Change | null {
  return CHANGES[name](stored);
}

/** The change as this person may see it, or null. Looked at for every document, however it was found. */
export function visibleTo(actor: ActingUser, change: Change): Change | null {
  if ('revoked' in change) {
    const { revoked } = change;
    return canSee(actor, revoked.from) && !canSee(actor, revoked.to) ? change : null;
  }
  if (change.collection === 'requests' || change.collection === 'customers') {
    return canSee(actor, change.document) ? change : null;
  }
  if (change.collection === 'reference' && change.document.kind === 'person') {
    // How a colleague discounts is for the colleague and for those who decide.
    const { id: ownerId, teamId } = change.document;
    return canSee(actor, { ownerId, teamId }) ? change : { ...change, document: { ...change.document, pattern: null } };
  }
  return change;
}

/** What this person may see of a stored document, or null. */
export function seenBy<N extends SyncedCollectionName>(actor: ActingUser, name: N, stored: unknown): Change | null {
  const change = changeOf(name, stored as TenantDocuments[N]);
  return change && visibleTo(actor, change);
}

export const noChanges = (): Changes => ({
  requests: { upserts: [], removals: [] },
  customers: { upserts: [], removals: [] },
  products: { upserts: [], removals: [] },
  reference: { upserts: [], removals: [] },
});

/** Of several changes of one document the last one counts. */
export function toChanges(inOrder: readonly Change[]): Changes {
  const latest = new Map<string, Change>();
  for (const change of inOrder) {
    const id = 'revoked' in change ? change.revoked.documentId : change.document.id;
    latest.set(`${change.collection}/${id}`, change);
  }
  const changes = noChanges();
  for (const change of latest.values()) {
    const { upserts, removals }: { upserts: unknown[]; removals: unknown[] } =
      changes[change.collection satisfies PulledCollection];
    if ('revoked' in change) removals.push({ id: change.revoked.documentId, seq: change.seq });
    else upserts.push(change.document);
  }
  return changes;
}
