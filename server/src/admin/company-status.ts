import { done } from '@marginiq/domain/govern/action';
import { type Acting, perform } from '../audit/perform.ts';
import { commit } from '../tenancy/commit.ts';
import type { CompanyRecord } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import type { CommitNews } from '../tenancy/unit-of-work.ts';

/**
 * Suspends a company or reactivates it. While it is suspended nobody in it can sign in or sync; its data is kept, and so is whatever
 * waits on its devices. The company document is rewritten so that its streams recheck their authority immediately.
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
