import type { Governance } from '@marginiq/contract/governance';
import type { Rule } from '@marginiq/contract/rule-set';
import { RULES_WORDS } from '../words/rules-words.ts';

type WithoutId<R> = R extends Rule ? Omit<R, 'id'> : never;

/**
 * What a new company starts with. Strict enough that nothing is given away before anybody has thought about it, and few enough
 * to state in one sentence (`defaultRulesInWords`): without history the averages are empty, so only small discounts pass
 * automatically.
 */
export const DEFAULT_RULES: readonly WithoutId<Rule>[] = [
  { kind: 'discountLimit', name: RULES_WORDS.adminRule, when: {}, maxDiscountBp: 2_000, onBreach: 'admin' },
  { kind: 'minimumMargin', name: RULES_WORDS.marginRule, when: {}, minMarginBp: 1_000, onBreach: 'manager' },
  { kind: 'minimumMargin', name: RULES_WORDS.costRule, when: {}, minMarginBp: 0, onBreach: 'forbid' },
];

/** In whole units of the company's currency. */
const AUTOMATIC_UP_TO = 10_000;

/** @param digits behind the point of the company's currency */
export function defaultAutoApproval(digits: number): Governance['autoApproval'] {
  return { enabled: true, maxRisk: 40, maxDiscountBp: 500, maxNetTotalMinor: AUTOMATIC_UP_TO * 10 ** digits };
}

export const defaultRulesInWords = (currency: string): string[] => [
  RULES_WORDS.automaticRuleInWords(AUTOMATIC_UP_TO, currency),
  RULES_WORDS.adminRuleInWords,
];
