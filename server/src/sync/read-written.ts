import { MAX_STREAMED_ROWS } from '@marginiq/contract/stream';
import type { Written } from '../tenancy/commit.ts';
import { GatheredReads } from '../tenancy/gathered-reads.ts';
import type { SyncedCollectionName } from '../tenancy/synced.ts';
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
 * is more than a stream carries, or cannot be seen yet. For a change of another process, read once for all streams of this
 * one.
 *
 * Law 3: a page of this takes cursors to `upTo`, so it is read as of one moment at which the company had come that far. A
 * primary that was just elected may not have: it does not show yet what its predecessor told of.
 */
export async function readWritten(store: TenantStore, after: number, upTo: number): Promise<Written[] | null> {
  if (upTo - after > MAX_STREAMED_ROWS) return null;
  const range = { seq: { $gt: after, $lte: upTo } };
  return store.asOfNow(async (asOfNow) => {
    const reads = new GatheredReads(asOfNow);
    const [counters, found] = await Promise.all([
      reads.byIds('counters', [store.companyId]),
      Promise.all(
        NAMES.map(async (name) => {
          const documents = await reads.all(name, range as never);
          return documents.map((document) => ({ name, document }) as Written);
        }),
      ),
    ]);
    if ((counters.get(store.companyId)?.seq ?? 0) < upTo) return null;
    return found.flat().sort((a, b) => a.document.seq - b.document.seq);
  });
}
