import type { RequestItem } from '@marginiq/contract/discount-request';
import type { Margin } from '@marginiq/contract/evaluation';
import { amountOf, exactAmountOf, shareBp, shareBpDown } from './money.ts';

/** The inputs of a margin. */
export type Priced = Pick<RequestItem, 'listPriceMinor' | 'costMinor' | 'quantity' | 'discountBp'>;

type Amounts = Pick<Margin, 'listMinor' | 'netMinor' | 'costMinor'>;

const sumOf = (lines: readonly Priced[], exact: (line: Priced) => bigint): bigint =>
  lines.reduce((sum, line) => sum + exact(line), 0n);

/**
 * The margin as a share of what is paid, in basis points: of the rounded amounts or of the exact ones, whichever is lower. Of
 * 0.001 kg at 5.00 with a cost of 4.90, a cent is paid and the cost rounds to nothing: 100 % of the offer, and 2 % of the
 * goods. A limit passes only what both of them keep.
 */
function marginShare({ netMinor, costMinor }: Amounts, lines: readonly Priced[]): number {
  if (netMinor === 0) return 0;
  const net = sumOf(lines, (line) => exactAmountOf(line.quantity, line.listPriceMinor, line.discountBp));
  const cost = sumOf(lines, (line) => exactAmountOf(line.quantity, line.costMinor));
  const rounded = shareBpDown(BigInt(netMinor) - BigInt(costMinor), BigInt(netMinor));
  return Math.min(rounded, shareBpDown(net - cost, net));
}

function margin(amounts: Amounts, lines: readonly Priced[]): Margin {
  const { listMinor, netMinor, costMinor } = amounts;
  return {
    ...amounts,
    marginMinor: netMinor - costMinor,
    marginBp: marginShare(amounts, lines),
    discountBp: shareBp(listMinor - netMinor, listMinor),
  };
}

const amountsOf = ({ listPriceMinor, costMinor, quantity, discountBp }: Priced): Amounts => ({
  listMinor: amountOf(quantity, listPriceMinor),
  netMinor: amountOf(quantity, listPriceMinor, discountBp),
  costMinor: amountOf(quantity, costMinor),
});

/** Margin of one line. The discount is taken off the line, not off the single piece, and rounded once. */
export const lineMargin = (line: Priced): Margin => margin(amountsOf(line), [line]);

/** Of all lines. Its amounts are sums of rounded lines: the amounts on the offer are the ones that count. */
export function totalMargin(lines: readonly Priced[]): Margin {
  const total = { listMinor: 0, netMinor: 0, costMinor: 0 };
  for (const line of lines) {
    const { listMinor, netMinor, costMinor } = amountsOf(line);
    total.listMinor += listMinor;
    total.netMinor += netMinor;
    total.costMinor += costMinor;
  }
  return margin(total, lines);
}

/**
 * The margin in basis points, to compare with another. What costs something and is given away lies below all others,
 * although its share of nothing is called 0 %: else a discount of 100 % would pass "never below cost".
 *
 * @param lines that it is the margin of: their cost may be something and still round to nothing
 */
export function comparableMargin(
  { netMinor, costMinor, marginBp }: Margin,
  lines: readonly Pick<Priced, 'costMinor'>[],
): number {
  const costs = costMinor > 0 || lines.some((line) => line.costMinor > 0);
  return netMinor === 0 && costs ? Number.NEGATIVE_INFINITY : marginBp;
}
