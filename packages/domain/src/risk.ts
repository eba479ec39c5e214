import type { RequestItem } from '@marginiq/contract/discount-request';
import type { Margin, Risk } from '@marginiq/contract/evaluation';
import type { EvaluationContext } from './context.ts';
import { comparableMargin } from './margin.ts';
import { multiplyDivide, WHOLE_BP } from './money.ts';

/** Fewer decided deals than this say little, so a new customer or colleague counts as half a risk. */
const FEW_DEALS = 5;

const MAX_POINTS = { customerHistory: 25, deviation: 35, salespersonPattern: 15, margin: 25 } as const;

/** `maxPoints` in proportion to how far `value` has gone from 0 to `worst`. */
function points(value: number, worst: number, maxPoints: number): number {
  const bounded = Math.min(Math.max(value, 0), worst);
  return multiplyDivide(maxPoints, bounded, worst);
}

/**
 * Risk of giving this discount, 0 (routine) to 100. A sum of four bounded parts, so that each can be shown:
 * - customerHistory: how rarely this customer's requests were approved and won;
 * - deviation: how far the discount lies above what the customer usually gets (up to 15 points of discount);
 * - salespersonPattern: how far the salesperson's usual discount lies above the company's (up to 8 points);
 * - margin: how far the margin lies below the company's average (up to all of it).
 */
export function assessRisk(
  { items, total }: { items: readonly RequestItem[]; total: Margin },
  context: EvaluationContext,
): Risk {
  const { customer, owner, statistics } = context;
  const { history } = customer;
  const pattern = owner.pattern;
  const known = history.deals >= FEW_DEALS;
  const usualDiscount = known ? history.averageDiscountBp : statistics.averageDiscountBp;
  const failures = 2 * WHOLE_BP - history.approvedShareBp - history.wonShareBp;

  const max = MAX_POINTS;
  const factors = [
    {
      code: 'customerHistory' as const,
      points: known ? points(failures, 2 * WHOLE_BP, max.customerHistory) : multiplyDivide(max.customerHistory, 1, 2),
      maxPoints: max.customerHistory,
    },
    {
      code: 'deviation' as const,
      points: points(total.discountBp - usualDiscount, 1_500, max.deviation),
      maxPoints: max.deviation,
    },
    {
      code: 'salespersonPattern' as const,
      points:
        pattern !== null && pattern.deals >= FEW_DEALS
          ? points(pattern.averageDiscountBp - statistics.averageDiscountBp, 800, max.salespersonPattern)
          : multiplyDivide(max.salespersonPattern, 1, 2),
      maxPoints: max.salespersonPattern,
    },
    {
      code: 'margin' as const,
      points: points(
        statistics.averageMarginBp - comparableMargin(total, items),
        Math.max(statistics.averageMarginBp, 1),
        max.margin,
      ),
      maxPoints: max.margin,
    },
  ];
  return { score: factors.reduce((sum, factor) => sum + factor.points, 0), factors };
}
