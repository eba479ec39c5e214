import type { CompanyRecord } from './documents.ts';
import type { TenantStore } from './tenant-store.ts';
import { Commit } from './unit-of-work.ts';

/**
 * Creates a company with everything that `fill` puts aside, in one transaction: a company exists completely or not at
 * all.
 *
 * @param epoch a new id: it distinguishes this history of positions from any other
 * @throws a duplicate key error if the company or its short name exists
 */
export async function createCompany(
  store: TenantStore,
  { company, epoch }: { company: CompanyRecord; epoch: string },
  fill: (commit: Commit) => void,
): Promise<void> {
  await store.transaction(async (inTransaction) => {
    const { companyId } = inTransaction;
    await inTransaction.collection('counters').insertMany([{ _id: companyId, companyId, epoch, seq: 0 }]);
    const unit = new Commit(inTransaction, 0);
    unit.put('companies', company);
    fill(unit);
    await unit.write(inTransaction);
  });
}
