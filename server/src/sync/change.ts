import type { Changes, PulledCollection } from '@marginiq/contract/pull';
import type { ActingUser } from '@marginiq/domain/context';
import { canSee } from '@marginiq/domain/visibility';
import type { TenantDocuments } from '../tenancy/documents.ts';
import type { SyncedCollectionName } from '../tenancy/synced.ts';
import { type Told, toldOf } from '../tenancy/told.ts';

/** Something that clients hold was written, at a position of its own. */
export type Change = Told & { seq: number };

/** What clients are told of a stored document, with its position; null where they do not hold it. */
export function changeOf<N extends SyncedCollectionName>(name: N, stored: TenantDocuments[N]): Change | null {
  const told = toldOf(name, stored);
  return told && { ...told, seq: stored.seq };
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
