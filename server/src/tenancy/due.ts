import type { Instant } from '@marginiq/contract/scalars';
import { isOpen } from '@marginiq/domain/status';
import type { TenantDocuments } from './documents.ts';
import type { Put } from './put-aside.ts';
import type { SyncedCollectionName } from './synced.ts';

type DueOf = { [N in SyncedCollectionName]?: (document: TenantDocuments[N]) => Instant | null };

/**
 * By collection, when something about a document is due that no person does. Whatever is added here must be done in `jobs/ring.ts`.
 */
const DUE: DueOf = {
  discountRequests: (request) => (isOpen(request) ? request.expiresAt : null),
};

/** When the first of what a commit writes is due; undefined if nothing of it ever is. */
export function firstDue(puts: ReadonlyMap<SyncedCollectionName, ReadonlyMap<string, Put>>): Instant | undefined {
  const due = [...puts].flatMap(([name, own]) => {
    const dueOf = DUE[name] as ((document: Put['document']) => Instant | null) | undefined;
    return dueOf === undefined ? [] : [...own.values()].flatMap(({ document }) => dueOf(document) ?? []);
  });
  return due.sort()[0];
}
