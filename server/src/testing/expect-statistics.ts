import { deepStrictEqual } from 'node:assert/strict';
import { NO_HISTORY } from '@marginiq/contract/customer';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { computeStatistics } from '../jobs/compute-statistics.ts';
import { fromStored } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

/** What is stored equals, to the bit, the result of computing everything from all requests. */
export async function expectStatisticsOfAll(store: TenantStore): Promise<void> {
  const requests = (await store.collection('discountRequests').find({})).map((one) => fromStored<DiscountRequest>(one));
  const company = await store.collection('companies').findById(store.companyId);
  const computed = computeStatistics(requests, company?.currency ?? null);
  const customers = await store.collection('customers').find({});
  deepStrictEqual(
    Object.fromEntries(customers.map(({ _id, history }) => [_id, history])),
    Object.fromEntries(customers.map(({ _id }) => [_id, computed.histories.get(_id) ?? NO_HISTORY])),
    'the histories of customers',
  );
  const users = await store.collection('users').find({});
  deepStrictEqual(
    Object.fromEntries(users.map(({ _id, pattern }) => [_id, pattern])),
    Object.fromEntries(users.map(({ _id }) => [_id, computed.patterns.get(_id) ?? null])),
    'the patterns of salespeople',
  );
  const [current, ...others] = await store.collection('statistics').find({ current: true });
  deepStrictEqual(others, [], 'there is one current version');
  const { deals, averageDiscountBp, averageMarginBp, leftOut } = current ?? {};
  deepStrictEqual({ deals, averageDiscountBp, averageMarginBp, leftOut }, computed.company, 'the company’s averages');
}
