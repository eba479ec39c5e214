import type { TenantStore } from '../tenancy/tenant-store.ts';
import { type Published, type Publishing, type PublishPorts, publish } from './publish.ts';

/** Whether an import of this company was left behind by a process that ended. One that is under way looks the same. */
export async function isAnythingLeftBehind(store: TenantStore): Promise<boolean> {
  if ((await store.collection('imports').findOne({ state: 'publishing' })) !== null) return true;
  return (await store.collection('importStaging').findOne({}, { projection: { companyId: 1 } })) !== null;
}

/**
 * Clears up behind imports that ended in the middle: one that was being published is finished, and what one had only put aside is removed.
 * Whoever holds the lease may: nobody else imports then. Whoever only believes to hold it removes nothing of an import that began since.
 *
 * @returns the imports that were finished
 * @throws LeaseLostError, ImportStoppedError; StagingLostError, and then the next one finishes the others
 */
export async function finishImports(store: TenantStore, ports: PublishPorts): Promise<Published[]> {
  const leftBehind = (await store.collection('importStaging').distinct('importId')) as string[];
  const found = await store.collection('imports').find({ state: 'publishing' }, { sort: { at: 1 } });
  // We have held the lease without a break: what was listed began earlier, and nobody else writes it.
  await ports.lease.renew();
  const finished: Published[] = [];
  for (const record of found) finished.push(await publish(store, record as Publishing, { ...ports, settings: null }));
  if (leftBehind.length > 0) await store.collection('importStaging').deleteMany({ importId: { $in: leftBehind } });
  return finished;
}
