import type { Customer } from '@marginiq/contract/customer';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Product } from '@marginiq/contract/product';
import { systemClock } from '@marginiq/server/clock';
import { BatchDecider } from '@marginiq/server/commands/decide-batch';
import { createLogger } from '@marginiq/server/observe/logger';
import { commit } from '@marginiq/server/tenancy/commit';
import type { Database } from '@marginiq/server/tenancy/database';
import { fromStored, toStored } from '@marginiq/server/tenancy/documents';
import { createTestCompany, type TestCompany } from '@marginiq/server/testing/test-company';
import { TestDevice } from '@marginiq/server/testing/test-device';
import { v7 } from 'uuid';
import type { BenchDocument } from './document.ts';

const REQUESTS = 3_000;
const CUSTOMERS = 3_500;
const PRODUCTS = 3_500;
const OPEN = 100;
const PER_COMMIT = 1_000;

export interface LargeCompany {
  company: TestCompany;
  /** What Anna, who owns all of it, may see of it: the same for the peers. */
  documents: BenchDocument[];
}

/** A real request, as the server makes it. */
async function aRequest(company: TestCompany): Promise<DiscountRequest> {
  const anna = await TestDevice.register(company, company.person('Anna'));
  const submit = anna.submit();
  const decider = new BatchDecider(systemClock, createLogger('bench', 'silent'));
  await commit(company.store, (unit) =>
    decider.decide(unit, [{ userId: anna.person.id, deviceId: anna.id, numberedBy: anna.id, envelopes: [submit] }]),
  );
  const stored = await company.store.collection('discountRequests').findById(submit.args.requestId);
  if (stored === null) throw new Error('the request was not made');
  return fromStored<DiscountRequest>(stored);
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

/** 10,000 documents of about 900 bytes in the mean: requests, customers, products, in turns. */
export async function makeLargeCompany(database: Database): Promise<LargeCompany> {
  const company = await createTestCompany({ database });
  const anna = company.person('Anna');
  const request = await aRequest(company);
  const documents: BenchDocument[] = [];
  const makers = {
    discountRequests: (number: number) => {
      const changedAt = minutesAgo(number);
      const status = number < OPEN ? request.status : ('approved' as const);
      const made: DiscountRequest = { ...request, id: v7(), status, changedAt };
      documents.push({ id: made.id, order: changedAt, doc: made });
      return made;
    },
    customers: (number: number) => {
      const made: Customer = { ...company.customerOf(anna), id: v7(), code: `X-${number}`, name: `Customer ${number}` };
      documents.push({ id: made.id, order: made.name, doc: made });
      return made;
    },
    products: (number: number) => {
      const made: Product = { ...company.product(1), id: v7(), sku: `X-${number}`, name: `Product ${number}` };
      documents.push({ id: made.id, order: made.name, doc: made });
      return made;
    },
  };
  const counts = { discountRequests: REQUESTS, customers: CUSTOMERS, products: PRODUCTS };
  const turns = Object.entries(counts).flatMap(([name, count]) =>
    Array.from({ length: count }, (_, number) => ({ name: name as keyof typeof makers, number, at: number / count })),
  );
  turns.sort((a, b) => a.at - b.at);
  for (let from = 0; from < turns.length; from += PER_COMMIT) {
    await commit(company.store, async (unit) => {
      for (const { name, number } of turns.slice(from, from + PER_COMMIT)) {
        unit.put(name, toStored(makers[name](number) as never) as never, null);
      }
    });
  }
  return { company, documents };
}
