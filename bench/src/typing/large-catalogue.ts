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

export const PRODUCTS = 10_000;
export const CUSTOMERS = 7_500;
const REQUESTS = 1_000;
const PER_COMMIT = 1_000;

const KINDS = ['Drill', 'Saw', 'Clamp', 'Gauge', 'Lamp', 'Pump', 'Grinder', 'Ladder', 'Hose', 'Valve'];
const TOWNS = ['Kiel', 'Bremen', 'Lübeck', 'Rostock', 'Emden', 'Husum', 'Münster', 'Köln'];
const TRADES = ['Stahlbau', 'Metallbau', 'Küstenbau', 'Werft', 'Sanitär', 'Elektro', 'Holzbau'];

const pick = (list: readonly string[], number: number) => list[number % list.length] ?? '';

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

/** A company of which Anna holds 10,000 products, 7,500 customers and 1,000 requests on her device. */
export async function makeLargeCatalogue(database: Database): Promise<TestCompany> {
  const company = await createTestCompany({ database });
  const customer = company.customerOf(company.person('Anna'));
  const request = await aRequest(company);
  const makers = {
    products: (number: number): Product => ({
      ...company.product(1 + (number % 5)),
      id: v7(),
      sku: `P-${String(number).padStart(5, '0')}`,
      name: `${pick(KINDS, number)} ${pick(TRADES, number)} ${number}`,
      listPriceMinor: 1_000 + ((number * 7_919) % 400_000),
      costMinor: 600 + ((number * 7_919) % 240_000),
    }),
    customers: (number: number): Customer => ({
      ...customer,
      id: v7(),
      code: `C-${number}`,
      name: `${pick(TRADES, number)} ${pick(TOWNS, number)} ${number} GmbH`,
      city: pick(TOWNS, number),
    }),
    discountRequests: (number: number): DiscountRequest => ({
      ...request,
      id: v7(),
      status: number < 50 ? request.status : 'approved',
      changedAt: new Date(Date.now() - number * 60_000).toISOString(),
    }),
  };
  const counts = { products: PRODUCTS, customers: CUSTOMERS, discountRequests: REQUESTS };
  for (const [name, count] of Object.entries(counts) as [keyof typeof makers, number][]) {
    for (let from = 0; from < count; from += PER_COMMIT) {
      await commit(company.store, async (unit) => {
        for (let number = from; number < Math.min(count, from + PER_COMMIT); number += 1) {
          unit.put(name, toStored(makers[name](number) as never) as never, null);
        }
      });
    }
  }
  return company;
}
