import { REQUEST_STATUSES, type RequestStatus } from '@marginiq/contract/request-status';
import { hasApprover } from '@marginiq/domain/approvers';
import { digitsOf } from '@marginiq/domain/currency';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { asCandidate, openRequests } from './waiting-requests.ts';

export interface Overview {
  company: {
    name: string;
    slug: string;
    currency: string;
    currencyDigits: number;
    locale: string;
    teams: { id: string; name: string }[];
  };
  people: number;
  customers: number;
  blockedCustomers: number;
  products: number;
  requests: Record<RequestStatus, number>;
  /** Open requests whose owner has left: nobody can approve them until they are handed over. */
  ownerLeft: number;
  /** The other open ones that nobody who works here could approve. */
  withoutApprover: number;
  rulesVersion: number | null;
  governanceVersion: number | null;
}

/** The open requests that nobody can currently approve, by what must be done about it. */
async function countStuck(store: TenantStore): Promise<Pick<Overview, 'ownerLeft' | 'withoutApprover'>> {
  const [users, open] = await Promise.all([store.collection('users').find({}), openRequests(store)]);
  const people = users.map(asCandidate);
  const gone = new Set(people.filter(({ active }) => !active).map(({ id }) => id));
  const standing = open.filter(({ ownerId }) => ownerId === null || !gone.has(ownerId));
  return {
    ownerLeft: open.length - standing.length,
    withoutApprover: standing.filter((request) => !hasApprover(request, people)).length,
  };
}

/** The company at a glance. */
export async function readOverview(store: TenantStore): Promise<Overview> {
  const [stuck, company, people, customers, blockedCustomers, products, ruleSet, governance, ...byStatus] =
    await Promise.all([
      countStuck(store),
      store.collection('companies').findById(store.companyId),
      store.collection('users').count({ active: true }),
      store.collection('customers').count(),
      store.collection('customers').count({ blocked: true }),
      store.collection('products').count(),
      store.collection('businessRules').findOne({ current: true }),
      store.collection('governance').findOne({ current: true }),
      ...REQUEST_STATUSES.map((status) => store.collection('discountRequests').count({ status })),
    ]);
  return {
    company: {
      name: company?.name ?? '',
      slug: company?.slug ?? '',
      currency: company?.currency ?? '',
      currencyDigits: company === null ? 2 : digitsOf(company),
      locale: company?.locale ?? 'en',
      teams: company?.teams.map(({ id, name }) => ({ id, name })) ?? [],
    },
    people,
    customers,
    blockedCustomers,
    products,
    requests: Object.fromEntries(
      REQUEST_STATUSES.map((status, index) => [status, byStatus[index] ?? 0]),
    ) as Overview['requests'],
    ...stuck,
    rulesVersion: ruleSet?.version ?? null,
    governanceVersion: governance?.version ?? null,
  };
}
