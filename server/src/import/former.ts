import type { ImportStagingRecord, TenantDocuments } from '../tenancy/documents.ts';
import type { ImportedName } from '../tenancy/import-documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

/** The current documents of a chunk, by id. */
export type Former = { [N in ImportedName]: Map<string, TenantDocuments[N]> };

export async function formerOf(store: TenantStore, staged: readonly ImportStagingRecord[]): Promise<Former> {
  const of = <N extends ImportedName>(wanted: N) =>
    store
      .collection(wanted)
      .findByIds(staged.flatMap(({ name, document }) => (name === wanted ? document._id : []))) as Promise<Former[N]>;
  return {
    products: await of('products'),
    customers: await of('customers'),
    discountRequests: await of('discountRequests'),
  };
}
