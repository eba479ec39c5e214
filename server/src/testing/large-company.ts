import { v7 } from 'uuid';
import { commit } from '../tenancy/commit.ts';
import { toStored } from '../tenancy/documents.ts';
import type { TestCompany } from './test-company.ts';

/** Gives a company many products and customers, each with a position of its own, the two taking turns. */
export async function enlarge(company: TestCompany, each: number): Promise<void> {
  const owners = company.data.people.filter(({ role }) => role === 'salesperson');
  await commit(company.store, async (unit) => {
    for (let number = 0; number < each; number += 1) {
      const product = { ...company.product(1), id: v7(), sku: `MORE-${number}`, name: `More ${number}` };
      unit.put('products', toStored(product));
      const owner = owners[number % owners.length];
      if (owner === undefined) continue;
      const place = { ownerId: owner.id, teamId: owner.teamId ?? company.id };
      const customer = { ...company.customerOf(owner), ...place, id: v7(), code: `MORE-${number}` };
      unit.put('customers', toStored(customer));
    }
  });
}
