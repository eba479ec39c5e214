import { done } from '@marginiq/domain/govern/action';
import { type Acting, perform } from '../audit/perform.ts';
import { commit } from '../tenancy/commit.ts';
import type { CompanyRecord } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import type { CommitNews } from '../tenancy/unit-of-work.ts';

/**
 * Suspends a company, or lets it continue. While it is suspended, nobody of it gets on; its data stays, and so does what waits on its
 * devices. The company is written again, so that its streams look at their authority at once.
 */
export async function setCompanyStatus(
  store: TenantStore,
  status: CompanyRecord['status'],
  acting: Acting,
): Promise<CommitNews> {
  const { result: _result, ...news } = await commit(store, async (unit) => {
    const company = await unit.store.collection('companies').findById(store.companyId);
    if (company === null || company.status === status) return;
    const action = status === 'suspended' ? 'company.suspend' : 'company.resume';
    unit.put('companies', { ...company, ...perform(unit, acting, action, done({ status })) }, company);
  });
  return news;
}
