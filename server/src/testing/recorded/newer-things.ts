import type { Customer } from '@marginiq/contract/customer';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { PulledCollection } from '@marginiq/contract/pull';
import { v7 } from 'uuid';
import { commit } from '../../tenancy/commit.ts';
import { toStored } from '../../tenancy/documents.ts';
import { requestOf } from '../stored-request.ts';
import type { TestCompany } from '../test-company.ts';

/** A document that programs before a protocol cannot read as it is. */
export interface NewerThing {
  what: string;
  since: number;
  collection: PulledCollection;
  id: string;
}

export interface NewerThings {
  things: NewerThing[];
  /** A request for a part of something that is sold by the piece now: nobody can approve it any more. */
  soldWholeId: string;
}

function requestsOf(
  company: TestCompany,
): Record<'handed' | 'held' | 'nobodys' | 'inParts' | 'soldWhole', DiscountRequest> {
  const owner = company.person('Bert');
  const ada = company.person('Ada');
  const customerId = company.customerOf(owner).id;
  const plain = () =>
    requestOf(company, { owner, customerId, discountBp: 1_500, expiresAt: '2999-01-01T00:00:00.000Z' });
  const inParts = (productNumber: number) => {
    const request = plain();
    const { id: productId, unit, name } = company.product(productNumber);
    return { ...request, items: request.items.map((item) => ({ ...item, productId, name, quantity: 2.5, unit })) };
  };
  const handed = plain();
  const held = plain();
  const by = { userId: ada.id, name: ada.name, role: ada.role };
  const handOver = { from: 'Anna', to: 'Bert' };
  const step = { kind: 'handOver' as const, revision: 1, by, at: handed.submittedAt, note: null };
  return {
    handed: { ...handed, steps: [...handed.steps, { ...step, suggestedDiscountBp: null, handOver }] },
    held: { ...held, evaluation: { ...held.evaluation, holdReasons: ['togetherTooHigh'] } },
    nobodys: { ...plain(), ownerId: null, ownerName: '', teamId: null },
    inParts: inParts(5),
    soldWhole: inParts(1),
  };
}

/** Puts into a company what newer protocols brought, so that earlier programs can only be sent it in another form. */
export async function putNewerThings(company: TestCompany): Promise<NewerThings> {
  const requests = requestsOf(company);
  const customer: Customer = {
    ...company.customerOf(company.person('Bert')),
    id: v7(),
    code: 'nobody',
    ownerId: null,
    teamId: null,
  };
  const { governance, statistics, company: head } = company.data;
  await commit(company.store, async (unit) => {
    for (const request of Object.values(requests)) unit.put('discountRequests', toStored(request));
    unit.put('customers', toStored(customer));
    // Fields that older programs pass over.
    unit.put('companies', { ...toStored({ ...head, currencyDigits: 3, timeZone: 'Europe/Berlin' }), status: 'active' });
    unit.put('statistics', toStored({ ...statistics, leftOut: 1, current: true }));
    const autoApproval = { ...governance.autoApproval, windowDays: 7 };
    unit.put('governance', toStored({ ...governance, autoApproval, approvalDays: 30, current: true }));
  });
  const request = (what: string, since: number, { id }: DiscountRequest): NewerThing => ({
    what,
    since,
    collection: 'requests',
    id,
  });
  return {
    things: [
      request('a request that was handed over', 4, requests.handed),
      request('a request held for what a customer was granted together', 4, requests.held),
      request('a request of nobody', 4, requests.nobodys),
      request('a request in parts', 5, requests.inParts),
      { what: 'a customer of nobody', since: 4, collection: 'customers', id: customer.id },
    ],
    soldWholeId: requests.soldWhole.id,
  };
}
