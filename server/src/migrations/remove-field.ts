import type { TenantCollectionName } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import type { ChunkPorts } from './chunks.ts';
import { isSynced } from './fill-in.ts';
import { rewriteAll } from './rewrite-all.ts';

/**
 * Removes a field from a company's documents. May be repeated.
 * @throws Error naming the documents that keep it, because clients could not read them without
 */
export async function removeField(
  store: TenantStore,
  { collection, field }: { collection: TenantCollectionName; field: string },
  ports: ChunkPorts,
): Promise<void> {
  const filter = { [field]: { $exists: true } };
  if (!isSynced(collection)) {
    await store.collection(collection).updateMany(filter as never, { $unset: { [field]: true } } as never);
    return;
  }
  const change = ({ [field]: _gone, ...rest }: Record<string, unknown>) => rest as never;
  const left = await rewriteAll(store, { collection, filter, change }, ports);
  if (left.length > 0) throw new Error(`${left.length} documents keep ${field}: ${left.slice(0, 5).join('; ')}`);
}
