import type { RequestStatus } from '@marginiq/contract/discount-request';
import { REQUEST_STATUSES } from '@marginiq/contract/discount-request';
import { hasApprover } from '@marginiq/domain/approvers';
import { digitsOf } from '@marginiq/domain/currency';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { personOf } from '../tenancy/told.ts';

export interface Overview {
  company: { name: string; slug: string; currency: string; currencyDigits: number; locale: string };
  people: number;
  customers: number;
  blockedCustomers: number;
  products: number;
  requests: Record<RequestStatus, number>;
  /** Requests under review that nobody who works here could approve. */
  withoutApprover: number;
  rulesVersion: number | null;
  governanceVersion: number | null;
}

const WHO_APPROVES = { status: 1, ownerId: 1, teamId: 1, steps: 1, 'evaluation.requiredApprover': 1 } as const;

async function countWithoutApprover(store: TenantStore): Promise<number> {
  const [users, waiting] = await Promise.all([
    store.collection('users').find({ active: true, role: { $ne: 'salesperson' } }),
    store.collection('discountRequests').find({ status: 'underReview' }, { projection: WHO_APPROVES }),
  ]);
  const deciders = users.map(personOf);
  return waiting.filter(
    ({ evaluation, ...request }) =>
      !hasApprover({ ...request, requiredApprover: evaluation.requiredApprover }, deciders),
  ).length;
}

/** The company at a glance. */
export async function readOverview(store: TenantStore): Promise<Overview> {
  const [withoutApprover, company, people, customers, blockedCustomers, products, ruleSet, governance, ...byStatus] =
    await Promise.all([
      countWithoutApprover(store),
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
    withoutApprover,
    rulesVersion: ruleSet?.version ?? null,
    governanceVersion: governance?.version ?? null,
  };
}
