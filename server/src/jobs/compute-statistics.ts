import type { CustomerHistory } from '@marginiq/contract/customer';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { SalesPattern, Statistics } from '@marginiq/contract/reference';
import { shareBp } from '@marginiq/domain/money';

/** What past requests say: of the company, of each customer, of each salesperson. */
export interface ComputedStatistics {
  company: Pick<Statistics, 'deals' | 'averageDiscountBp' | 'averageMarginBp'>;
  histories: Map<string, CustomerHistory>;
  patterns: Map<string, SalesPattern>;
}

type Past = Pick<DiscountRequest, 'status' | 'sale' | 'customerId' | 'ownerId'> & {
  evaluation: { total: Pick<DiscountRequest['evaluation']['total'], 'discountBp' | 'marginBp'> };
};

class Tally {
  deals = 0;
  approved = 0;
  won = 0;
  ended = 0;
  discountBp = 0;
  marginBp = 0;

  add({ status, sale, evaluation }: Past): void {
    this.deals += 1;
    this.discountBp += evaluation.total.discountBp;
    this.marginBp += evaluation.total.marginBp;
    if (status === 'rejected') return;
    this.approved += 1;
    if (sale === 'unknown') return;
    this.ended += 1;
    if (sale === 'won') this.won += 1;
  }

  get averageDiscountBp(): number {
    return this.deals === 0 ? 0 : Math.round(this.discountBp / this.deals);
  }

  get averageMarginBp(): number {
    return this.deals === 0 ? 0 : Math.round(this.marginBp / this.deals);
  }

  get approvedShareBp(): number {
    return shareBp(this.approved, this.deals);
  }

  get wonShareBp(): number {
    return shareBp(this.won, this.ended);
  }
}

const DECIDED: ReadonlySet<DiscountRequest['status']> = new Set(['approved', 'autoApproved', 'rejected']);

function tallyOf(tallies: Map<string, Tally>, key: string): Tally {
  const known = tallies.get(key) ?? new Tally();
  tallies.set(key, known);
  return known;
}

/** Counts what was decided. Withdrawn, expired and open requests say nothing of what is given or bought. */
export function computeStatistics(requests: Iterable<Past>): ComputedStatistics {
  const all = new Tally();
  const byCustomer = new Map<string, Tally>();
  const byOwner = new Map<string, Tally>();
  for (const request of requests) {
    if (!DECIDED.has(request.status)) continue;
    all.add(request);
    tallyOf(byCustomer, request.customerId).add(request);
    if (request.ownerId !== null) tallyOf(byOwner, request.ownerId).add(request);
  }
  const { deals, averageDiscountBp, averageMarginBp } = all;
  const history = ({
    deals: decided,
    averageDiscountBp: usual,
    approvedShareBp,
    wonShareBp,
  }: Tally): CustomerHistory => ({
    deals: decided,
    averageDiscountBp: usual,
    approvedShareBp,
    wonShareBp,
  });
  const pattern = ({ deals: decided, averageDiscountBp: usual, approvedShareBp }: Tally): SalesPattern => ({
    deals: decided,
    averageDiscountBp: usual,
    approvedShareBp,
  });
  return {
    company: { deals, averageDiscountBp, averageMarginBp },
    histories: new Map([...byCustomer].map(([id, tally]) => [id, history(tally)])),
    patterns: new Map([...byOwner].map(([id, tally]) => [id, pattern(tally)])),
  };
}
