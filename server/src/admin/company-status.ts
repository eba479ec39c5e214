import { commit } from '../tenancy/commit.ts';
import type { CompanyRecord } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import type { CommitNews } from '../tenancy/unit-of-work.ts';

/**
 * Suspends a company, or lets it go on. Suspended, nobody of it gets on; its data stays, and so does what waits on its
 * devices. The company is put anew, so that its streams look at their authority at once.
 */
export async function setCompanyStatus(store: TenantStore, status: CompanyRecord['status']): Promise<CommitNews> {
  const { result: _result, ...news } = await commit(store, async (unit) => {
    const company = await unit.store.collection('companies').findById(store.companyId);
    if (company !== null) unit.put('companies', { ...company, status }, company);
  });
  return news;
}
