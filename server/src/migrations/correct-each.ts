import type { TenantDocuments } from '../tenancy/documents.ts';
import type { SyncedCollectionName } from '../tenancy/synced.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import type { ChunkPorts } from './chunks.ts';
import type { Requirement } from './migration.ts';
import { rewriteAll } from './rewrite-all.ts';

/**
 * Corrects a company's documents that are invalid. By now MongoDB refuses to write any more of them.
 * @throws Error naming those that could not be corrected
 */
export async function correctEach<N extends SyncedCollectionName>(
  store: TenantStore,
  { collection, fits, correct }: { collection: N } & Requirement<TenantDocuments[N]>,
  ports: ChunkPorts,
): Promise<void> {
  const change = (document: unknown) => correct(document as TenantDocuments[N]);
  const left = await rewriteAll(store, { collection, filter: { $expr: { $not: [fits] } }, change }, ports);
  if (left.length > 0) throw new Error(`${left.length} of ${collection} do not fit: ${left.slice(0, 5).join('; ')}`);
}
