import { type CustomerHistory, NO_HISTORY } from '@marginiq/contract/customer';
import type { SalesPattern, Statistics } from '@marginiq/contract/reference';
import { robustAverageBp, weighedShareBp } from '@marginiq/domain/robust-average';
import type { Deal } from '../tenancy/statistics-documents.ts';
import { dealOf, type Past } from './deal.ts';

/** What past requests say: of the company, of each customer, of each salesperson. */
export interface ComputedStatistics {
  company: CompanyAverages;
  histories: Map<string, CustomerHistory>;
  patterns: Map<string, SalesPattern>;
}

export type CompanyAverages = Pick<Statistics, 'deals' | 'averageDiscountBp' | 'averageMarginBp' | 'leftOut'>;

/** No deal counts for more than a twentieth of a company's averages, so that an absurd one shifts nothing. */
const MAX_SHARE_BP = 500;

/** Of one customer's or salesperson's, none counts more than twice all the others together. Many small ones outweigh no large one. */
const MAX_SHARE_OF_ONE_BP = 6_667;

/** By their value before the discount: a deeper discount makes no deal count less. */
function average(deals: readonly Deal[], of: 'discountBp' | 'marginBp', maxShareBp: number): number {
  const weighed = deals.map((deal) => ({ valueBp: deal[of], weightMinor: deal.listMinor }));
  return robustAverageBp(weighed, maxShareBp);
}

function share(deals: readonly Deal[], isSo: (deal: Deal) => boolean): number {
  const weighed = deals.map((deal) => ({ isSo: isSo(deal), weightMinor: deal.listMinor }));
  return weighedShareBp(weighed, MAX_SHARE_OF_ONE_BP);
}

const comparable = (deals: readonly Deal[]) => deals.filter(({ isComparable }) => isComparable);

/** @param deals the salesperson's */
export function patternOf(deals: readonly Deal[]): SalesPattern | null {
  const counted = comparable(deals);
  if (counted.length === 0) return null;
  return {
    deals: counted.length,
    averageDiscountBp: average(counted, 'discountBp', MAX_SHARE_OF_ONE_BP),
    approvedShareBp: share(counted, ({ isApproved }) => isApproved),
  };
}

/** @param deals the customer's */
export function historyOf(deals: readonly Deal[]): CustomerHistory {
  const counted = comparable(deals);
  if (counted.length === 0) return NO_HISTORY;
  const ended = counted.filter(({ isApproved, sale }) => isApproved && sale !== 'unknown');
  return {
    deals: counted.length,
    averageDiscountBp: average(counted, 'discountBp', MAX_SHARE_OF_ONE_BP),
    approvedShareBp: share(counted, ({ isApproved }) => isApproved),
    wonShareBp: share(ended, ({ sale }) => sale === 'won'),
  };
}

/** What cannot be compared is left out, and counted. */
export function companyAverages(deals: readonly Deal[]): CompanyAverages {
  const counted = comparable(deals);
  return {
    deals: counted.length,
    averageDiscountBp: average(counted, 'discountBp', MAX_SHARE_BP),
    averageMarginBp: average(counted, 'marginBp', MAX_SHARE_BP),
    leftOut: deals.length - counted.length,
  };
}

/** Deals by whatever they belong to. */
export class DealsBy {
  readonly #deals = new Map<string, Deal[]>();

  add(key: string | null, deal: Deal): void {
    if (key === null) return;
    const own = this.#deals.get(key);
    if (own === undefined) this.#deals.set(key, [deal]);
    else own.push(deal);
  }

  of(key: string): readonly Deal[] {
    return this.#deals.get(key) ?? [];
  }

  get keys(): string[] {
    return [...this.#deals.keys()];
  }
}

/**
 * All of it from all requests at once, for a company that is being made. One that lives keeps the deals of each customer
 * (deal-figures.ts) and comes to the same.
 * @param currency the company's; null takes all of them for it
 */
export function computeStatistics(requests: Iterable<Past>, currency: string | null = null): ComputedStatistics {
  const all: Deal[] = [];
  const [byCustomer, byOwner] = [new DealsBy(), new DealsBy()];
  for (const request of requests) {
    const deal = dealOf(request, currency);
    if (deal === null) continue;
    all.push(deal);
    byCustomer.add(request.customerId, deal);
    byOwner.add(deal.ownerId, deal);
  }
  const histories = byCustomer.keys.map((id) => [id, historyOf(byCustomer.of(id))] as const);
  const patterns = byOwner.keys.map((id) => [id, patternOf(byOwner.of(id))] as const);
  return {
    company: companyAverages(all),
    histories: new Map(histories.filter(([, history]) => history.deals > 0)),
    patterns: new Map(patterns.flatMap(([id, pattern]) => (pattern === null ? [] : [[id, pattern] as const]))),
  };
}
