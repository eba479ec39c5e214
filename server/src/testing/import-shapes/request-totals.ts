import type { ImportWorld } from '../import-world.ts';

/** What all requests of a company come to. */
export async function requestTotals({ store }: ImportWorld) {
  const requests = await store.collection('discountRequests').find({});
  const sum = (of: (request: (typeof requests)[number]) => number) => requests.reduce((all, one) => all + of(one), 0);
  return {
    requests: requests.length,
    items: sum(({ items }) => items.length),
    list: sum(({ evaluation }) => evaluation.total.listMinor),
    net: sum(({ evaluation }) => evaluation.total.netMinor),
    cost: sum(({ evaluation }) => evaluation.total.costMinor),
  };
}
