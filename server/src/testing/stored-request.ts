import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { evaluate } from '@marginiq/domain/evaluate';
import { v7 } from 'uuid';
import { commit } from '../tenancy/commit.ts';
import { toStored } from '../tenancy/documents.ts';
import type { TestCompany, TestPerson } from './test-company.ts';

type Wanted = Partial<Pick<DiscountRequest, 'status' | 'sale' | 'submittedAt' | 'expiresAt' | 'customerId'>> & {
  owner: TestPerson;
  discountBp?: number;
};

/** A request as it would be stored, without the path that leads there. */
export function requestOf(company: TestCompany, { owner, discountBp = 500, ...wanted }: Wanted): DiscountRequest {
  const { data, id: companyId } = company;
  const own = <T>(document: T) => ({ ...document, companyId, seq: 0 });
  const product = own(company.product(1));
  const customer = own(
    data.customers.find(({ id }) => id === wanted.customerId) ?? company.customerOf(company.person('Anna')),
  );
  const { id: productId, name, category, listPriceMinor, costMinor } = product;
  const items = [{ productId, name, category, listPriceMinor, costMinor, quantity: 3, discountBp }];
  const by = { userId: owner.id, name: owner.name, role: owner.role };
  const submittedAt = wanted.submittedAt ?? '2026-01-05T08:00:00.000Z';
  return {
    id: v7(),
    companyId,
    seq: 0,
    revision: 1,
    status: 'underReview',
    ownerId: owner.id,
    ownerName: owner.name,
    teamId: owner.teamId,
    customerId: customer.id,
    customerName: customer.name,
    currency: data.company.currency,
    items,
    justification: 'a test',
    evaluation: evaluate(items, {
      customer,
      owner: own(owner),
      products: new Map([[productId, product]]),
      ruleSet: own(data.ruleSet),
      governance: own(data.governance),
      statistics: own(data.statistics),
    }),
    steps: [{ kind: 'submit', revision: 1, by, at: submittedAt, note: null, suggestedDiscountBp: null }],
    sale: 'unknown',
    madeAt: submittedAt,
    submittedAt,
    changedAt: submittedAt,
    expiresAt: '2026-01-19T08:00:00.000Z',
    ...wanted,
  };
}

export async function storeRequests(company: TestCompany, requests: readonly DiscountRequest[]): Promise<void> {
  await commit(company.store, async (unit) => {
    for (const request of requests) unit.put('discountRequests', toStored(request));
  });
}
