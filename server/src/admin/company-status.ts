import type { Actor } from '@marginiq/contract/discount-request';
import type { Clock } from '../services.ts';
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
  { actor, clock }: { actor: Actor; clock: Clock },
): Promise<CommitNews> {
  const { result: _result, ...news } = await commit(store, async (unit) => {
    const company = await unit.store.collection('companies').findById(store.companyId);
    if (company === null || company.status === status) return;
    unit.put('companies', { ...company, status }, company);
    const action = status === 'suspended' ? 'company.suspend' : 'company.resume';
    unit.audit({ id: clock.newId(), at: clock.now(), action, actor });
  });
  return news;
}
