import { MAX_STREAMED_ROWS } from '@marginiq/contract/stream';
import type { SyncedCollectionName, Written } from '../tenancy/commit.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

const SYNCED: Record<SyncedCollectionName, true> = {
  discountRequests: true,
  customers: true,
  products: true,
  users: true,
  companies: true,
  businessRules: true,
  aiGovernance: true,
  tenantMetrics: true,
  tombstones: true,
};
const NAMES = Object.keys(SYNCED) as SyncedCollectionName[];

/**
 * What was written in (after, upTo] and still stands, by whomever, before it is looked at who may see it; null where it
 * is more than a stream carries. For a change of another process, read once for all streams of this one.
 */
export async function readWritten(store: TenantStore, after: number, upTo: number): Promise<Written[] | null> {
  if (upTo - after > MAX_STREAMED_ROWS) return null;
  const range = { seq: { $gt: after, $lte: upTo } };
  const found = await Promise.all(
    NAMES.map(async (name) => {
      const documents = await store.collection(name).find(range as never);
      return documents.map((document) => ({ name, document }) as Written);
    }),
  );
  return found.flat().sort((a, b) => a.document.seq - b.document.seq);
}
