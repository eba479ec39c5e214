import type { Logger } from 'pino';
import { withContext } from '../observe/call-context.ts';
import type { Database } from '../tenancy/database.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

/** Runs `work` for each of these companies that is active, one by one. What fails for one is noted and holds up none of the others. */
export async function forEachCompany(
  database: Database,
  log: Logger,
  {
    job,
    companyIds,
    work,
    signal,
  }: {
    job: string;
    companyIds: string[];
    work: (store: TenantStore) => Promise<number>;
    /** Once aborted, the companies that are left wait for the next run. */
    signal?: AbortSignal;
  },
): Promise<void> {
  const workFor = async (companyId: string) => {
    const store = database.tenant(companyId);
    try {
      const company = await store.collection('companies').findById(companyId);
      if (company?.status !== 'active') return;
      const changed = await work(store);
      if (changed > 0) log.info({ job, changed }, 'job done for a company');
    } catch (error) {
      log.error({ err: error, job }, 'job failed for a company');
    }
  };
  for (const companyId of companyIds) {
    if (signal?.aborted) return;
    await withContext({ companyId }, () => workFor(companyId));
  }
}
