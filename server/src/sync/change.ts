import type { Changes, PulledCollection } from '@marginiq/contract/pull';
import { audienceOf, isAmong, type Principal } from '@marginiq/domain/audience';
import type { TenantDocuments } from '../tenancy/documents.ts';
import type { SyncedCollectionName } from '../tenancy/synced.ts';
import { type Told, toldOf } from '../tenancy/told.ts';

/** Something that clients hold was written, at a position of its own. */
export type Change = Told & { seq: number };

/** A stored document as sent to clients, with its position; null if clients do not hold it. */
export function changeOf<N extends SyncedCollectionName>(name: N, stored: TenantDocuments[N]): Change | null {
  const told = toldOf(name, stored);
  return told && { ...told, seq: stored.seq };
}

/** The change as somebody who is these principals may see it, or null. Looked at for every document, however it was found. */
export function visibleTo(principals: readonly Principal[], change: Change): Change | null {
  if ('removed' in change) {
    const { audience, remaining } = change.removed;
    return isAmong(principals, audience) && !isAmong(principals, remaining) ? change : null;
  }
  if ('audience' in change) return isAmong(principals, change.audience) ? change : null;
  if (change.collection === 'reference' && change.document.kind === 'person') {
    // How a colleague discounts is for the colleague and for those who decide.
    const { id: ownerId, teamId } = change.document;
    if (isAmong(principals, audienceOf({ ownerId, teamId }))) return change;
    return { ...change, document: { ...change.document, pattern: null } };
  }
  return change;
}

/** What somebody who is these principals may see of a stored document, or null. */
export function seenBy<N extends SyncedCollectionName>(
  principals: readonly Principal[],
  name: N,
  stored: unknown,
): Change | null {
  const change = changeOf(name, stored as TenantDocuments[N]);
  return change && visibleTo(principals, change);
}

export const noChanges = (): Changes => ({
  requests: { upserts: [], removals: [] },
  customers: { upserts: [], removals: [] },
  products: { upserts: [], removals: [] },
  reference: { upserts: [], removals: [] },
});

/** If a document changed several times the last change counts. */
export function toChanges(inOrder: readonly Change[]): Changes {
  const latest = new Map<string, Change>();
  for (const change of inOrder) {
    const id = 'removed' in change ? change.removed.documentId : change.document.id;
    latest.set(`${change.collection}/${id}`, change);
  }
  const changes = noChanges();
  for (const change of latest.values()) {
    const { upserts, removals }: { upserts: unknown[]; removals: unknown[] } =
      changes[change.collection satisfies PulledCollection];
    if ('removed' in change) removals.push({ id: change.removed.documentId, seq: change.seq });
    else upserts.push(change.document);
  }
  return changes;
}
