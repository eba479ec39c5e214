import type { CustomerHistory } from '@marginiq/contract/customer';
import { APPROVED_STATUSES, type DiscountRequest } from '@marginiq/contract/discount-request';
import type { SalesPattern, Statistics } from '@marginiq/contract/reference';
import { robustAverageBp, weighedShareBp } from '@marginiq/domain/robust-average';

/** What past requests say: of the company, of each customer, of each salesperson. */
export interface ComputedStatistics {
  company: Pick<Statistics, 'deals' | 'averageDiscountBp' | 'averageMarginBp' | 'leftOut'>;
  histories: Map<string, CustomerHistory>;
  patterns: Map<string, SalesPattern>;
}

type Past = Pick<DiscountRequest, 'status' | 'sale' | 'customerId' | 'ownerId' | 'currency'> & {
  evaluation: {
    total: Pick<DiscountRequest['evaluation']['total'], 'listMinor' | 'netMinor' | 'discountBp' | 'marginBp'>;
  };
};

/** Of a company's averages, no deal counts more than a twentieth, so that one that is absurd moves nothing. */
const MAX_SHARE_BP = 500;

/** Of one customer's or salesperson's, none counts more than twice all the others together. Many small ones outweigh no large one. */
const MAX_SHARE_OF_ONE_BP = 6_667;

/** Decided deals, by their value before the discount: a deeper discount makes no deal count less. */
class Tally {
  readonly #deals: Past[] = [];
  readonly #maxShareBp: number;

  constructor(maxShareBp = MAX_SHARE_OF_ONE_BP) {
    this.#maxShareBp = maxShareBp;
  }

  add(past: Past): void {
    this.#deals.push(past);
  }

  get deals(): number {
    return this.#deals.length;
  }

  #average(of: 'discountBp' | 'marginBp'): number {
    const weighed = this.#deals.map(({ evaluation: { total } }) => ({
      valueBp: total[of],
      weightMinor: total.listMinor,
    }));
    return robustAverageBp(weighed, this.#maxShareBp);
  }

  #share(deals: readonly Past[], isSo: (past: Past) => boolean): number {
    const weighed = deals.map((past) => ({ isSo: isSo(past), weightMinor: past.evaluation.total.listMinor }));
    return weighedShareBp(weighed, this.#maxShareBp);
  }

  get averageDiscountBp(): number {
    return this.#average('discountBp');
  }

  get averageMarginBp(): number {
    return this.#average('marginBp');
  }

  get approvedShareBp(): number {
    return this.#share(this.#deals, ({ status }) => status !== 'rejected');
  }

  get wonShareBp(): number {
    const ended = this.#deals.filter(({ status, sale }) => status !== 'rejected' && sale !== 'unknown');
    return this.#share(ended, ({ sale }) => sale === 'won');
  }
}

const DECIDED: ReadonlySet<DiscountRequest['status']> = new Set([...APPROVED_STATUSES, 'rejected']);

function tallyOf(tallies: Map<string, Tally>, key: string): Tally {
  const known = tallies.get(key) ?? new Tally();
  tallies.set(key, known);
  return known;
}

/** A return, a gift and another currency have no share that could stand beside the others'. */
function isComparable({ currency, evaluation: { total } }: Past, companyCurrency: string | null): boolean {
  return total.listMinor > 0 && total.netMinor > 0 && (companyCurrency === null || currency === companyCurrency);
}

/**
 * Averages of what was decided. Withdrawn, expired and open requests say nothing of what is given or bought; what cannot be
 * compared is left out, and counted.
 * @param currency the company's; null takes all of them for it
 */
export function computeStatistics(requests: Iterable<Past>, currency: string | null = null): ComputedStatistics {
  const all = new Tally(MAX_SHARE_BP);
  const byCustomer = new Map<string, Tally>();
  const byOwner = new Map<string, Tally>();
  let leftOut = 0;
  for (const request of requests) {
    if (!DECIDED.has(request.status)) continue;
    if (!isComparable(request, currency)) {
      leftOut += 1;
      continue;
    }
    all.add(request);
    tallyOf(byCustomer, request.customerId).add(request);
    if (request.ownerId !== null) tallyOf(byOwner, request.ownerId).add(request);
  }
  const { deals, averageDiscountBp, averageMarginBp } = all;
  const history = (tally: Tally): CustomerHistory => ({
    deals: tally.deals,
    averageDiscountBp: tally.averageDiscountBp,
    approvedShareBp: tally.approvedShareBp,
    wonShareBp: tally.wonShareBp,
  });
  const pattern = (tally: Tally): SalesPattern => ({
    deals: tally.deals,
    averageDiscountBp: tally.averageDiscountBp,
    approvedShareBp: tally.approvedShareBp,
  });
  return {
    company: { deals, averageDiscountBp, averageMarginBp, leftOut },
    histories: new Map([...byCustomer].map(([id, tally]) => [id, history(tally)])),
    patterns: new Map([...byOwner].map(([id, tally]) => [id, pattern(tally)])),
  };
}
