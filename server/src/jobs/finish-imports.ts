import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { finishImports, isAnythingLeftBehind } from '../import/finish-import.ts';
import { takeLease } from '../tenancy/company-lease.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

/**
 * Finishes the import of a company whose process ended in the middle, once its lease has run out.
 * @returns how many documents such imports have
 */
export async function finishLeftImports(store: TenantStore, clock: Clock): Promise<number> {
  if (!(await isAnythingLeftBehind(store))) return 0;
  const { lease } = await takeLease(store, { what: 'an import that the worker finishes', clock });
  // It is under way.
  if (lease === null) return 0;
  try {
    const finished = await lease.renewing((signal) => finishImports(store, { lease, clock, signal, pause: wait }));
    return finished.reduce((sum, { staged }) => sum + staged, 0);
  } finally {
    await lease.release();
  }
}
