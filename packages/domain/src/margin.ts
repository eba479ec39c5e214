import type { RequestItem } from '@marginiq/contract/discount-request';
import type { Margin } from '@marginiq/contract/evaluation';
import { amountOf, shareBp } from './money.ts';

function margin(listMinor: number, netMinor: number, costMinor: number): Margin {
  const marginMinor = netMinor - costMinor;
  return {
    listMinor,
    netMinor,
    costMinor,
    marginMinor,
    marginBp: shareBp(marginMinor, netMinor),
    discountBp: shareBp(listMinor - netMinor, listMinor),
  };
}

/** Margin of one line. The discount is taken off the line, not off the single piece, and rounded once. */
export function lineMargin({
  listPriceMinor,
  costMinor,
  quantity,
  discountBp,
}: Pick<RequestItem, 'listPriceMinor' | 'costMinor' | 'quantity' | 'discountBp'>): Margin {
  const [list, net] = [amountOf(quantity, listPriceMinor), amountOf(quantity, listPriceMinor, discountBp)];
  return margin(list, net, amountOf(quantity, costMinor));
}

/** The sum of rounded lines: what stands on the offer is what counts. */
export function totalMargin(lines: readonly Margin[]): Margin {
  let list = 0;
  let net = 0;
  let cost = 0;
  for (const line of lines) {
    list += line.listMinor;
    net += line.netMinor;
    cost += line.costMinor;
  }
  return margin(list, net, cost);
}

/**
 * The margin in basis points, to compare with another. What costs something and is given away lies below all others,
 * although its share of nothing is called 0 %: else a discount of 100 % would pass "never below cost".
 */
export const comparableMargin = ({ netMinor, costMinor, marginBp }: Margin): number =>
  netMinor === 0 && costMinor > 0 ? Number.NEGATIVE_INFINITY : marginBp;
