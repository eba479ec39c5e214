import type { Logger } from 'pino';
import type { Database } from '../tenancy/database.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

/** Runs `work` for each of these companies that is active, one by one. What fails for one is noted and holds up none of the others. */
export async function forEachCompany(
  database: Database,
  log: Logger,
  { job, companyIds, work }: { job: string; companyIds: string[]; work: (store: TenantStore) => Promise<number> },
): Promise<void> {
  for (const companyId of companyIds) {
    const store = database.tenant(companyId);
    try {
      const company = await store.collection('companies').findById(companyId);
      if (company?.status !== 'active') continue;
      const changed = await work(store);
      if (changed > 0) log.info({ job, companyId, changed }, 'job done for a company');
    } catch (error) {
      log.error({ err: error, job, companyId }, 'job failed for a company');
    }
  }
}
