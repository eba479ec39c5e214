import type { Governance } from '@marginiq/contract/governance';
import type { Rule, RuleSet } from '@marginiq/contract/rule-set';
import { DEFAULT_APPROVAL_DAYS } from '../deadlines.ts';
import { DEFAULT_WINDOW_DAYS } from '../granted.ts';
import { type ActionDecision, done } from './action.ts';

/** A company's limits, with the defaults in the place of what its version does not say. */
export interface Limits {
  autoApproval: Governance['autoApproval'] & { windowDays: number };
  approvalDays: number;
}

export const limitsOf = ({ autoApproval, approvalDays }: Pick<Governance, keyof Limits>): Limits => ({
  autoApproval: { ...autoApproval, windowDays: autoApproval.windowDays ?? DEFAULT_WINDOW_DAYS },
  approvalDays: approvalDays ?? DEFAULT_APPROVAL_DAYS,
});

/** The versions in force. */
export interface InForce {
  ruleSet: Pick<RuleSet, 'version' | 'rules'>;
  governance: Pick<Governance, 'version' | keyof Limits>;
}

/** The versions that should come into force. */
export interface WantedRules {
  rules: readonly Rule[];
  limits: Limits;
}

/** The differences between the wanted version and the one in force. */
export interface RulesDifference {
  added: string[];
  removed: string[];
  changed: string[];
  /** The order of rules is the order in which those that are hit are shown. */
  reordered: boolean;
  limitsChanged: boolean;
}

/** The same whatever the order of keys, and whether an optional one is absent or undefined. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, canonical(inner)]),
  );
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));

const content = ({ id: _id, ...rule }: Rule) => rule;

export function differenceOf({ ruleSet, governance }: InForce, { rules, limits }: WantedRules): RulesDifference {
  const before = new Map(ruleSet.rules.map((rule) => [rule.name, rule]));
  const after = new Map(rules.map((rule) => [rule.name, rule]));
  const names = (list: readonly Rule[]) => list.map(({ name }) => name);
  const kept = rules.filter(({ name }) => before.has(name));
  const isOther = (rule: Rule) => {
    const former = before.get(rule.name);
    return former !== undefined && !isSame(content(former), content(rule));
  };
  return {
    added: names(rules.filter(({ name }) => !before.has(name))),
    removed: names(ruleSet.rules.filter(({ name }) => !after.has(name))),
    changed: names(kept.filter(isOther)),
    reordered: !isSame(names(kept), names(ruleSet.rules.filter(({ name }) => after.has(name)))),
    limitsChanged: !isSame(limitsOf(governance), limits),
  };
}

export const rulesChanged = ({ added, removed, changed, reordered }: RulesDifference): boolean =>
  reordered || added.length + removed.length + changed.length > 0;

/** Versions in force from now on. One that is the version of before stays as it is. */
export interface PublishedVersions {
  rules: number;
  limits: number;
}

const auditedLimits = ({ autoApproval, approvalDays }: Limits) => ({ ...autoApproval, approvalDays });
const named = (list: readonly string[]) => (list.length === 0 ? null : list.join('; '));

/**
 * Decides on putting rules and limits into force, each as a new version if it differs. Decisions made under earlier versions
 * remain valid, and those versions are kept.
 *
 * Precondition: something differs.
 */
export function decidePublishRules(inForce: InForce, wanted: WantedRules): ActionDecision<PublishedVersions> {
  const { ruleSet, governance } = inForce;
  const difference = differenceOf(inForce, wanted);
  const versions = {
    rules: ruleSet.version + (rulesChanged(difference) ? 1 : 0),
    limits: governance.version + (difference.limitsChanged ? 1 : 0),
  };
  return done(versions, {
    before: {
      rulesVersion: ruleSet.version,
      limitsVersion: governance.version,
      ...auditedLimits(limitsOf(governance)),
    },
    after: {
      rulesVersion: versions.rules,
      limitsVersion: versions.limits,
      ...auditedLimits(wanted.limits),
      rulesAdded: named(difference.added),
      rulesRemoved: named(difference.removed),
      rulesChanged: named(difference.changed),
    },
  });
}
