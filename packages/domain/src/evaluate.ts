import type { RequestItem } from '@marginiq/contract/discount-request';
import type {
  Evaluation,
  EvaluationInputs,
  HoldReason,
  Margin,
  Risk,
  Verdict,
  Violation,
} from '@marginiq/contract/evaluation';
import type { Approver } from '@marginiq/contract/roles';
import { moreAuthority } from './authority.ts';
import type { EvaluationContext } from './context.ts';
import { lineMargin, totalMargin } from './margin.ts';
import { assessRisk } from './risk.ts';
import { findViolations } from './rules.ts';

function holdReasons(
  { governance: { autoApproval }, granted }: EvaluationContext,
  { items, total, risk }: { items: readonly RequestItem[]; total: Margin; risk: Risk },
): HoldReason[] {
  if (!autoApproval.enabled) return ['autoApprovalOff'];
  // As requested, like the rules: 12 % off 19.90 comes to 12.01 % once it is rounded to a cent.
  const deepest = Math.max(...items.map((item) => item.discountBp));
  const reasons: HoldReason[] = [];
  if (risk.score > autoApproval.maxRisk) reasons.push('riskTooHigh');
  if (deepest > autoApproval.maxDiscountBp) reasons.push('discountTooHigh');
  // The list total: what the customer pays is less with each point of discount, which would then bring it under the limit.
  const { maxNetTotalMinor: most } = autoApproval;
  if (total.listMinor > most) reasons.push('amountTooHigh');
  else if (total.listMinor + (granted?.listMinor ?? 0) > most) reasons.push('togetherTooHigh');
  return reasons;
}

function approverFor(violations: readonly Violation[], held: boolean): Approver {
  const start: Approver = held ? 'manager' : 'none';
  return violations.reduce<Approver>(
    (needed, { onBreach }) => (onBreach === 'forbid' ? needed : moreAuthority(needed, onBreach)),
    start,
  );
}

function inputsOf(items: readonly RequestItem[], context: EvaluationContext): EvaluationInputs {
  return {
    rulesVersion: context.ruleSet.version,
    governanceVersion: context.governance.version,
    statisticsVersion: context.statistics.version,
    customerSeq: context.customer.seq,
    ownerSeq: context.owner.seq,
    productSeqs: Object.fromEntries(
      items.map(({ productId }) => [productId, context.products.get(productId)?.seq ?? 0]),
    ),
    ...(context.granted ? { grantedMark: context.granted.mark } : {}),
  };
}

/** As this program makes it: of what it knows. */
export type OwnEvaluation = Evaluation & { verdict: Verdict };

/**
 * Margin, guardrails hit, risk, who must approve, and the verdict. Pure: the same items and context give the same
 * evaluation on every device and on the server (law 5). `items` must not be empty.
 *
 * Guardrails come first. Auto-approval is only for a request that breaks none of them and stays inside the
 * governed limits; `holdReasons` says which limit it left.
 */
export function evaluate(items: readonly RequestItem[], context: EvaluationContext): OwnEvaluation {
  const lines = items.map(lineMargin);
  const total = totalMargin(items);
  const priced = items.map((item, index) => ({ item, margin: lines[index] ?? lineMargin(item) }));
  const violations = findViolations(priced, total, context);
  const risk = assessRisk({ items, total }, context);
  const held = holdReasons(context, { items, total, risk });
  const forbidden = violations.some(({ onBreach }) => onBreach === 'forbid');
  const clear = violations.length === 0 && held.length === 0;
  return {
    total,
    lines,
    violations,
    requiredApprover: approverFor(violations, !clear),
    risk,
    verdict: forbidden ? 'refuse' : clear ? 'autoApprove' : 'review',
    holdReasons: held,
    inputs: inputsOf(items, context),
  };
}
