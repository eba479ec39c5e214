import type { Logger } from 'pino';
import { withContext } from '../observe/call-context.ts';
import type { Database } from '../tenancy/database.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

interface Run {
  job: string;
  companyIds: readonly string[];
  work: (store: TenantStore) => Promise<number>;
  /** How many companies have their turn at once: more than one only for work that mostly pauses. */
  atOnce?: number;
  /** Begins with no further company once it is aborted. */
  signal?: AbortSignal;
}

/** Runs `work` for each of these companies that is active. What fails for one is noted and holds up none of the others. */
export async function forEachCompany(
  database: Database,
  log: Logger,
  { job, companyIds, work, atOnce = 1, signal }: Run,
): Promise<void> {
  const waiting = companyIds.values();
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
  const inTurn = async () => {
    for (const companyId of waiting) {
      if (signal?.aborted) return;
      await withContext({ companyId }, () => workFor(companyId));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, inTurn));
}
