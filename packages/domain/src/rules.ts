import type { RequestItem } from '@marginiq/contract/discount-request';
import type { Margin, Violation } from '@marginiq/contract/evaluation';
import type { Rule, RuleCondition } from '@marginiq/contract/rule-set';
import type { EvaluationContext } from './context.ts';
import { comparableMargin } from './margin.ts';

/** An item of a request beside its margin. */
export interface PricedLine {
  item: RequestItem;
  margin: Margin;
}

function appliesToRequest(when: RuleCondition, { customer, owner }: EvaluationContext): boolean {
  return (
    (when.role === undefined || when.role === owner.role) &&
    (when.customerClass === undefined || when.customerClass === customer.class) &&
    (when.customerId === undefined || when.customerId === customer.id) &&
    (when.segment === undefined || when.segment === customer.segment)
  );
}

function appliesToLine(when: RuleCondition, { item }: PricedLine): boolean {
  return (
    (when.category === undefined || when.category === item.category) &&
    (when.productId === undefined || when.productId === item.productId)
  );
}

const looksAtLines = (when: RuleCondition) => when.category !== undefined || when.productId !== undefined;

const worst = (lines: readonly PricedLine[], badness: (line: PricedLine) => number): PricedLine | undefined =>
  lines.reduce<PricedLine | undefined>(
    (found, line) => (found === undefined || badness(line) > badness(found) ? line : found),
    undefined,
  );

/**
 * A limit on the discount holds for every single line, so that a deep discount cannot hide behind a large line
 * without one. A minimum margin holds for the whole request, unless the rule names a category or a product.
 * A rule that several lines break is reported once, with its worst line.
 */
function breach(rule: Rule, lines: readonly PricedLine[], total: Margin): Violation | null {
  const common = { code: rule.kind, ruleId: rule.id, label: rule.name, onBreach: rule.onBreach } as const;
  const scoped = lines.filter((line) => appliesToLine(rule.when, line));
  if (rule.kind === 'discountLimit') {
    const line = worst(scoped, ({ item }) => item.discountBp);
    if (line === undefined || line.item.discountBp <= rule.maxDiscountBp) return null;
    return { ...common, productId: line.item.productId, limitBp: rule.maxDiscountBp, actualBp: line.item.discountBp };
  }
  const below = (margin: Margin, of: readonly PricedLine[], productId: string | null): Violation | null => {
    const actual = comparableMargin(
      margin,
      of.map(({ item }) => item),
    );
    if (actual >= rule.minMarginBp) return null;
    return { ...common, productId, limitBp: rule.minMarginBp, actualBp: Number.isFinite(actual) ? actual : null };
  };
  if (!looksAtLines(rule.when)) return below(total, lines, null);
  const line = worst(scoped, ({ item, margin }) => -comparableMargin(margin, [item]));
  return line === undefined ? null : below(line.margin, [line], line.item.productId);
}

/** Every guardrail that the request breaks: those that nobody may pass first, then in the rule set's order. */
export function findViolations(lines: readonly PricedLine[], total: Margin, context: EvaluationContext): Violation[] {
  const violations: Violation[] = [];
  const { customer, products, ruleSet } = context;
  if (customer.blocked) {
    violations.push({
      code: 'customerBlocked',
      ruleId: null,
      label: customer.blockedReason ?? 'Customer is blocked',
      productId: null,
      limitBp: null,
      actualBp: null,
      onBreach: 'forbid',
    });
  }
  for (const { item } of lines) {
    if (products.get(item.productId)?.discontinued !== true) continue;
    violations.push({
      code: 'productDiscontinued',
      ruleId: null,
      label: item.name,
      productId: item.productId,
      limitBp: null,
      actualBp: null,
      onBreach: 'forbid',
    });
  }
  for (const rule of ruleSet.rules) {
    if (!appliesToRequest(rule.when, context)) continue;
    const violation = breach(rule, lines, total);
    if (violation !== null) violations.push(violation);
  }
  const forbids = (violation: Violation) => violation.onBreach === 'forbid';
  return [...violations.filter(forbids), ...violations.filter((violation) => !forbids(violation))];
}
