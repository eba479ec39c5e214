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

/**
 * Who must approve and why, in words.
 * @param open false for a request that has been decided: then it is said of the past
 */
export function verdictWords(evaluation: Evaluation, open: boolean): VerdictWords {
  const { verdict, requiredApprover, violations, holdReasons } = evaluation;
  if (verdict === 'refuse') {
    const detail = open ? 'It breaks a guardrail. Change it to go on.' : 'It broke a guardrail.';
    return { color: 'red', title: open ? 'Nobody may approve this' : 'Nobody could approve this', detail };
  }
  if (verdict === 'autoApprove') {
    const detail = open ? 'It keeps to all rules and limits.' : 'It kept to all rules and limits.';
    return { color: 'teal', title: open ? 'No approval needed' : 'No approval was needed', detail };
  }
  const who = requiredApprover === 'admin' ? 'An admin' : 'A manager';
  const title = open ? `${who} must approve` : `${who} had to approve`;
  const held = holdReasons.map((reason) => HOLD_WORDS[reason]).join(', and ');
  const detail = violations.length > 0 ? 'It goes beyond the rules below.' : `Because ${held}.`;
  return { color: requiredApprover === 'admin' ? 'orange' : 'blue', title, detail };
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
