import type { TenantCollectionName, TenantDocuments } from './documents.ts';
import type { SyncedCollectionName } from './synced.ts';

/* What a commit has put aside, to be written at its end. */

export interface Put {
  document: TenantDocuments[SyncedCollectionName];
  /** The version before: null for a new document, undefined if the caller did not look. */
  former: TenantDocuments[SyncedCollectionName] | null | undefined;
}

/** A change of a document that clients do not hold. */
export interface Update {
  name: TenantCollectionName;
  filter: Record<string, unknown>;
  change: Record<string, unknown>;
  upsert: boolean;
}

/** A condition of the whole commit, kept as a change of one document. */
export interface Fence extends Omit<Update, 'upsert'> {
  broken: () => Error;
}
