import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { requestCode } from '@marginiq/domain/request-code';
import { fromStored } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { dealId, dealKey, dealNumberOf } from './deal-id.ts';

export interface FoundDeals {
  /** By the compared number. */
  deals: Map<string, DiscountRequest>;
  /** Numbers that two deals of earlier imports have, with what people call those. */
  twice: Map<string, string[]>;
}

const isTouched = ({ steps }: Pick<DiscountRequest, 'steps'>) => steps.some(({ by }) => by.userId !== null);

/**
 * Deals that were imported while their ids still held their date. A number may have two of them, because a corrected date
 * made another deal: the one that people worked on counts, else the one with the later date.
 */
async function findEarlier(store: TenantStore, wanted: ReadonlySet<string>): Promise<Map<string, string[]>> {
  const requests = store.collection('discountRequests');
  const earlier = await requests.find({ 'steps.0.note': { $regex: '^Imported deal ' } } as never, {
    projection: { companyId: 1, steps: 1 },
  });
  const byNumber = new Map<string, string[]>();
  const latestFirst = earlier.toSorted((a, b) => (a._id < b._id ? 1 : -1));
  const inOrder = [...latestFirst.filter(isTouched), ...latestFirst.filter((one) => !isTouched(one))];
  for (const { _id, steps } of inOrder) {
    const number = dealNumberOf(steps[0]?.note);
    if (number === null || !wanted.has(dealKey(number))) continue;
    byNumber.set(dealKey(number), [...(byNumber.get(dealKey(number)) ?? []), _id]);
  }
  return byNumber;
}

/** The deals with these numbers that are here. */
export async function findDeals(store: TenantStore, numbers: Iterable<string>): Promise<FoundDeals> {
  const keys = new Set([...numbers].map(dealKey));
  const ids = new Map([...keys].map((key) => [dealId(store.companyId, key), key]));
  const requests = store.collection('discountRequests');
  const found: FoundDeals = { deals: new Map(), twice: new Map() };
  for (const [id, stored] of await requests.findByIds(ids.keys())) {
    found.deals.set(ids.get(id) ?? '', fromStored<DiscountRequest>(stored));
  }
  const missing = new Set([...keys].filter((key) => !found.deals.has(key)));
  const earlierImports = { dealsByNumber: { $exists: false } };
  if (missing.size === 0 || (await store.collection('imports').count(earlierImports as never)) === 0) return found;
  const earlier = await findEarlier(store, missing);
  const stored = await requests.findByIds([...earlier.values()].flatMap(([first]) => first ?? []));
  for (const [key, [first, ...others]] of earlier) {
    const deal = stored.get(first ?? '');
    if (deal === undefined) continue;
    found.deals.set(key, fromStored<DiscountRequest>(deal));
    if (others.length > 0) found.twice.set(key, [deal._id, ...others].map(requestCode));
  }
  return found;
}
