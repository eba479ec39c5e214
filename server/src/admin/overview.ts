import type { RequestStatus } from '@marginiq/contract/discount-request';
import { REQUEST_STATUSES } from '@marginiq/contract/discount-request';
import { digitsOf } from '@marginiq/domain/currency';
import type { TenantStore } from '../tenancy/tenant-store.ts';

export interface Overview {
  company: { name: string; slug: string; currency: string; currencyDigits: number; locale: string };
  people: number;
  customers: number;
  blockedCustomers: number;
  products: number;
  requests: Record<RequestStatus, number>;
  rulesVersion: number | null;
  governanceVersion: number | null;
}

/** The company at a glance. */
export async function readOverview(store: TenantStore): Promise<Overview> {
  const [company, people, customers, blockedCustomers, products, ruleSet, governance, ...byStatus] = await Promise.all([
    store.collection('companies').findById(store.companyId),
    store.collection('users').count({ active: true }),
    store.collection('customers').count(),
    store.collection('customers').count({ blocked: true }),
    store.collection('products').count(),
    store.collection('businessRules').findOne({ current: true }),
    store.collection('aiGovernance').findOne({ current: true }),
    ...REQUEST_STATUSES.map((status) => store.collection('discountRequests').count({ status })),
  ]);
  return {
    company: {
      name: company?.name ?? '',
      slug: company?.slug ?? '',
      currency: company?.currency ?? '',
      currencyDigits: company === null ? 2 : digitsOf(company),
      locale: company?.locale ?? 'en',
    },
    people,
    customers,
    blockedCustomers,
    products,
    requests: Object.fromEntries(
      REQUEST_STATUSES.map((status, index) => [status, byStatus[index] ?? 0]),
    ) as Overview['requests'],
    rulesVersion: ruleSet?.version ?? null,
    governanceVersion: governance?.version ?? null,
  };
}
