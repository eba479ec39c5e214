import type { Governance } from '@marginiq/contract/governance';
import type { Rule, RuleSet } from '@marginiq/contract/rule-set';
import type { Random } from './random.ts';
import type { Trade } from './trade.ts';

type WithoutId<R> = R extends Rule ? Omit<R, 'id'> : never;

const LIMITS = [
  { class: 'A', maxDiscountBp: 1_500 },
  { class: 'B', maxDiscountBp: 1_000 },
  { class: 'C', maxDiscountBp: 500 },
] as const;

function rules(trade: Trade): WithoutId<Rule>[] {
  const dearest = trade.categories.reduce((a, b) => (a.costShare > b.costShare ? a : b));
  return [
    ...LIMITS.map(
      ({ class: customerClass, maxDiscountBp }): WithoutId<Rule> => ({
        kind: 'discountLimit',
        name: `Class ${customerClass}: up to ${maxDiscountBp / 100} %`,
        when: { role: 'salesperson', customerClass },
        maxDiscountBp,
        onBreach: 'manager',
      }),
    ),
    { kind: 'discountLimit', name: 'Above 25 % an admin decides', when: {}, maxDiscountBp: 2_500, onBreach: 'admin' },
    { kind: 'discountLimit', name: 'Never above 40 %', when: {}, maxDiscountBp: 4_000, onBreach: 'forbid' },
    { kind: 'minimumMargin', name: 'Margin of at least 15 %', when: {}, minMarginBp: 1_500, onBreach: 'manager' },
    { kind: 'minimumMargin', name: 'Margin of at least 8 %', when: {}, minMarginBp: 800, onBreach: 'admin' },
    { kind: 'minimumMargin', name: 'Never below cost', when: {}, minMarginBp: 0, onBreach: 'forbid' },
    {
      kind: 'minimumMargin',
      name: `${dearest.name}: at least 12 % on every line`,
      when: { category: dearest.name },
      minMarginBp: 1_200,
      onBreach: 'manager',
    },
  ];
}

interface Scope {
  companyId: string;
  since: number;
}

export function generateRuleSet(random: Random, trade: Trade, { companyId, since }: Scope): RuleSet {
  return {
    id: random.id(since),
    companyId,
    seq: 0,
    kind: 'ruleSet',
    version: 1,
    rules: rules(trade).map((rule): Rule => ({ ...rule, id: random.id(since) })),
    madeAt: new Date(since).toISOString(),
  };
}

export function generateGovernance(random: Random, { companyId, since }: Scope): Governance {
  return {
    id: random.id(since),
    companyId,
    seq: 0,
    kind: 'governance',
    version: 1,
    autoApproval: { enabled: true, maxRisk: 40, maxDiscountBp: 1_200, maxNetTotalMinor: 2_500_000 },
    madeAt: new Date(since).toISOString(),
  };
}
