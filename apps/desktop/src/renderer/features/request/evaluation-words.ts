import type { Evaluation, HoldReason, Risk, Violation } from '@marginiq/contract/evaluation';
import type { Formats } from '@marginiq/ui/format';

export interface VerdictWords {
  color: string;
  title: string;
  detail: string;
}

const HOLD_WORDS: Record<HoldReason, string> = {
  autoApprovalOff: 'automatic approval is switched off',
  riskTooHigh: 'the risk is above the limit for automatic approval',
  discountTooHigh: 'the discount is above the limit for automatic approval',
  amountTooHigh: 'the amount is above the limit for automatic approval',
};

const FACTOR_WORDS: Record<Risk['factors'][number]['code'], string> = {
  customerHistory: 'Customer’s history',
  deviation: 'Above the usual discount',
  salespersonPattern: 'Salesperson’s pattern',
  margin: 'Below the usual margin',
};

export const factorLabel = (code: Risk['factors'][number]['code']): string => FACTOR_WORDS[code];

/** Who must approve and why, in words. `sent` is false for what stands in a form or in the outbox. */
export function verdictWords({ verdict, requiredApprover, violations, holdReasons }: Evaluation): VerdictWords {
  if (verdict === 'refuse') {
    return { color: 'red', title: 'Nobody may approve this', detail: 'It breaks a guardrail. Change it to go on.' };
  }
  if (verdict === 'autoApprove') {
    return { color: 'teal', title: 'No approval needed', detail: 'It keeps to all rules and limits.' };
  }
  const who = requiredApprover === 'admin' ? 'An admin must approve' : 'A manager must approve';
  const why =
    violations.length > 0
      ? 'It goes beyond the rules below.'
      : `Because ${holdReasons.map((r) => HOLD_WORDS[r]).join(', and ')}.`;
  return { color: requiredApprover === 'admin' ? 'orange' : 'blue', title: who, detail: why };
}

const BREACH_WORDS: Record<Violation['onBreach'], string> = {
  manager: 'manager decides',
  admin: 'admin decides',
  forbid: 'not allowed',
};

export const breachLabel = (violation: Violation): string => BREACH_WORDS[violation.onBreach];

/** The numbers behind a rule hit. */
export function violationDetail({ code, limitBp, actualBp }: Violation, formats: Formats): string | null {
  if (limitBp === null || actualBp === null) return null;
  const [actual, limit] = [formats.percent(actualBp), formats.percent(limitBp)];
  return code === 'minimumMargin' ? `margin ${actual}, at least ${limit}` : `discount ${actual}, at most ${limit}`;
}
