import type { Id } from '@marginiq/contract/scalars';
import type { TenantCollectionName, TenantDocuments } from './documents.ts';

/** The tenant collections whose documents carry a cursor position. */
type WithPosition = {
  [N in TenantCollectionName]: TenantDocuments[N] extends { seq: number; companyId: Id } ? N : never;
}[TenantCollectionName];

/** The collections that clients hold, or are notified of: only a commit writes them. */
export type SyncedCollectionName = Exclude<WithPosition, 'counters' | 'changes'>;

/** A synced document that a commit wrote, with its position. */
export type Written = { [N in SyncedCollectionName]: { name: N; document: TenantDocuments[N] } }[SyncedCollectionName];
