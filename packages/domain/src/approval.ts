import type { DiscountRequest, RequestItem } from '@marginiq/contract/discount-request';
import type { ApprovalBasis, Evaluation, Violation } from '@marginiq/contract/evaluation';
import type { Approver } from '@marginiq/contract/roles';
import { isStillSoldBy } from '@marginiq/contract/units';
import { moreAuthority } from './authority.ts';
import type { EvaluationContext, ProductInputs } from './context.ts';
import { evaluate } from './evaluate.ts';

/** A price or a cost that differs from the revision's. */
export interface PriceChange {
  productId: string;
  name: string;
  what: 'listPrice' | 'cost';
  fromMinor: number;
  toMinor: number;
}

/** A line whose product is sold by another unit than when it was asked for. */
export interface UnitChange {
  productId: string;
  name: string;
  from: string;
  to: string;
}

/** How a request would be approved now. */
export interface Standing {
  /** The limits exceeded by the revision's prices, by those prices at the current costs, or by the current prices. */
  violations: Violation[];
  forbidden: boolean;
  /** The most authority that any of these asks for, or that the revision asked for when it was submitted. */
  requiredApprover: Approver;
  /** At the current prices and costs, with the requested discounts. */
  now: Evaluation;
  /** What the customer would pay under the revision, at the current costs. */
  atCostsOfNow: Evaluation;
  changes: PriceChange[];
  /** While there are any, nobody can approve it: a price for one kilogram says nothing of one for a metre. */
  unitChanges: UnitChange[];
  basis: ApprovalBasis;
}

const keyOf = ({ code, ruleId, productId, onBreach }: Violation): string =>
  [code, ruleId ?? '', productId ?? '', onBreach].join('/');

/** Each once: by what is exceeded, not by how far. */
function distinct(violations: readonly Violation[]): Violation[] {
  return [...new Map(violations.map((violation) => [keyOf(violation), violation])).values()];
}

/** The product as it is now, if its prices can be compared with the line's. */
function comparable(
  { productId, unit }: RequestItem,
  products: EvaluationContext['products'],
): ProductInputs | undefined {
  const product = products.get(productId);
  return product !== undefined && isStillSoldBy(unit, product.unit) ? product : undefined;
}

function unitChangesOf(items: readonly RequestItem[], products: EvaluationContext['products']): UnitChange[] {
  return items.flatMap(({ productId, name, unit }) => {
    const to = products.get(productId)?.unit;
    return to === undefined || isStillSoldBy(unit, to) ? [] : [{ productId, name, from: unit ?? '', to }];
  });
}

function changesOf(items: readonly RequestItem[], products: EvaluationContext['products']): PriceChange[] {
  return items.flatMap((item) => {
    const { productId, name, listPriceMinor, costMinor } = item;
    const product = comparable(item, products);
    if (product === undefined) return [];
    const changed = (what: PriceChange['what'], fromMinor: number, toMinor: number): PriceChange[] =>
      fromMinor === toMinor ? [] : [{ productId, name, what, fromMinor, toMinor }];
    return [
      ...changed('listPrice', listPriceMinor, product.listPriceMinor),
      ...changed('cost', costMinor, product.costMinor),
    ];
  });
}

function repriced(items: readonly RequestItem[], products: EvaluationContext['products']) {
  const withPrices = items.map((item): RequestItem => {
    const { listPriceMinor, costMinor } = comparable(item, products) ?? item;
    const { category } = products.get(item.productId) ?? item;
    return { ...item, category, listPriceMinor, costMinor };
  });
  const withCosts = items.map((item): RequestItem => {
    const { costMinor } = comparable(item, products) ?? item;
    return { ...item, costMinor };
  });
  return { withPrices, withCosts };
}

/** The revision's own evaluation, for a program that displayed nothing else. */
export function basisOfRevision({ evaluation }: Pick<DiscountRequest, 'evaluation'>): ApprovalBasis {
  const { requiredApprover, violations, total } = evaluation;
  return {
    requiredApprover,
    violations: violations.map(keyOf).toSorted(),
    listMinor: total.listMinor,
    costMinor: total.costMinor,
  };
}

/**
 * What an approval has to weigh under the current rules. The agreed prices remain those of the revision, and the company
 * pays the current costs; so both are checked, and so is the effect of the same discounts on the current prices. The
 * strictest result counts.
 */
export function standingOf(
  request: Pick<DiscountRequest, 'items' | 'evaluation'>,
  context: EvaluationContext,
): Standing {
  const { items, evaluation } = request;
  const { withPrices, withCosts } = repriced(items, context.products);
  const now = evaluate(withPrices, context);
  const atCostsOfNow = evaluate(withCosts, context);
  const all = [evaluate(items, context), atCostsOfNow, now];
  const violations = distinct(all.flatMap((one) => one.violations));
  const requiredApprover = all.reduce<Approver>(
    (most, one) => moreAuthority(most, one.requiredApprover),
    evaluation.requiredApprover,
  );
  const exceeded = distinct([...violations, ...evaluation.violations]);
  return {
    violations,
    forbidden: violations.some(({ onBreach }) => onBreach === 'forbid'),
    requiredApprover,
    now,
    atCostsOfNow,
    changes: changesOf(items, context.products),
    unitChanges: unitChangesOf(items, context.products),
    basis: {
      requiredApprover,
      violations: exceeded.map(keyOf).toSorted(),
      listMinor: now.total.listMinor,
      costMinor: now.total.costMinor,
    },
  };
}

export function isSameBasis(a: ApprovalBasis, b: ApprovalBasis): boolean {
  return (
    a.requiredApprover === b.requiredApprover &&
    a.listMinor === b.listMinor &&
    a.costMinor === b.costMinor &&
    a.violations.length === b.violations.length &&
    a.violations.every((key, index) => key === b.violations[index])
  );
}
