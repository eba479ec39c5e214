import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { requestCode } from '@marginiq/domain/request-code';
import { fromStored } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { IMPORT_WORDS } from '../words/import-words.ts';
import { dealId, dealKey, dealNumberOf } from './deal-id.ts';
import type { Problems } from './problem.ts';
import type { DealRow } from './rows.ts';

interface FoundDeals {
  /** By the normalised number. A request with a deal's id may still be somebody's own: see `dealNumberOf`. */
  deals: Map<string, DiscountRequest>;
  /** Numbers that two deals of earlier imports have, with what people call those. */
  twice: Map<string, string[]>;
}

const isTouched = ({ steps }: Pick<DiscountRequest, 'steps'>) => steps.some(({ by }) => by.userId !== null);

/**
 * Deals that were imported when ids still contained the date. A number may have two of them, because a corrected date
 * made another deal: the one that people worked on counts, otherwise the one with the later date.
 */
async function findEarlier(store: TenantStore): Promise<Map<string, string[]>> {
  const byNumber = new Map<string, string[]>();
  const earlierImports = { dealsByNumber: { $exists: false } };
  if ((await store.collection('imports').count(earlierImports as never)) === 0) return byNumber;
  const earlier = await store
    .collection('discountRequests')
    .find({ 'steps.0.note': { $regex: '^Imported deal ' } } as never, {
      projection: { companyId: 1, 'steps.note': 1, 'steps.by.userId': 1, 'steps.by.role': 1 },
    });
  const latestFirst = earlier.toSorted((a, b) => (a._id < b._id ? 1 : -1));
  const inOrder = [...latestFirst.filter(isTouched), ...latestFirst.filter((one) => !isTouched(one))];
  for (const { _id, steps } of inOrder) {
    const number = dealNumberOf({ steps });
    if (number === null) continue;
    byNumber.set(dealKey(number), [...(byNumber.get(dealKey(number)) ?? []), _id]);
  }
  return byNumber;
}

/** Finds deals that are here by their numbers, some at a time. */
class DealFinder {
  readonly #store: TenantStore;
  #earlier: Promise<Map<string, string[]>> | undefined;

  constructor(store: TenantStore) {
    this.#store = store;
  }

  async find(numbers: Iterable<string>): Promise<FoundDeals> {
    const keys = new Set([...numbers].map(dealKey));
    const ids = new Map([...keys].map((key) => [dealId(this.#store.companyId, key), key]));
    const requests = this.#store.collection('discountRequests');
    const found: FoundDeals = { deals: new Map(), twice: new Map() };
    for (const [id, stored] of await requests.findByIds(ids.keys())) {
      found.deals.set(ids.get(id) ?? '', fromStored<DiscountRequest>(stored));
    }
    const missing = [...keys].filter((key) => !found.deals.has(key));
    if (missing.length === 0) return found;
    this.#earlier ??= findEarlier(this.#store);
    const all = await this.#earlier;
    const earlier = missing.map((key) => [key, all.get(key) ?? []] as const);
    const stored = await requests.findByIds(earlier.flatMap(([, [first]]) => first ?? []));
    for (const [key, [first, ...others]] of earlier) {
      const deal = stored.get(first ?? '');
      if (deal === undefined) continue;
      found.deals.set(key, fromStored<DiscountRequest>(deal));
      if (others.length > 0) found.twice.set(key, [deal._id, ...others].map(requestCode));
    }
    return found;
  }
}

/** Finds the deals of some rows that are here, and notes those that are here twice. */
export function dealsHere(store: TenantStore, file: string, problems: Problems) {
  const finder = new DealFinder(store);
  return async (rows: readonly DealRow[]) => {
    const { deals, twice } = await finder.find(rows.map(({ deal }) => deal));
    for (const { deal, line } of rows) {
      const [first, ...others] = twice.get(dealKey(deal)) ?? [];
      if (first === undefined) continue;
      const reason = IMPORT_WORDS.severalDates(first, others.join(', '));
      problems.note({ file, line, column: 'deal', value: deal, reason });
    }
    return deals;
  };
}
