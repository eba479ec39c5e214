import { isDeepStrictEqual } from 'node:util';
import type { Rule } from '@marginiq/contract/rule-set';
import { type AdminContext, adminCommit } from '../admin/admin-action.ts';
import { CallError } from '../operate/run-command.ts';
import type { RulesFile } from './rules-file.ts';
import {
  type CompanyRules,
  fromRulesFile,
  type Limits,
  limitsOf,
  type RulesOfFile,
  readRules,
} from './rules-of-company.ts';

/** How a file differs from what is in force. */
export interface RulesDifference {
  added: string[];
  removed: string[];
  changed: string[];
  /** The order of rules is the order in which those that are hit are shown. */
  reordered: boolean;
  limitsChanged: boolean;
}

const content = ({ id: _id, ...rule }: Rule) => rule;

export function differenceOf({ ruleSet, governance }: CompanyRules, { rules, limits }: RulesOfFile): RulesDifference {
  const before = new Map(ruleSet.rules.map((rule) => [rule.name, rule]));
  const after = new Map(rules.map((rule) => [rule.name, rule]));
  const names = (list: readonly Rule[]) => list.map(({ name }) => name);
  const kept = rules.filter(({ name }) => before.has(name));
  const isOther = (rule: Rule) => {
    const former = before.get(rule.name);
    return former !== undefined && !isDeepStrictEqual(content(former), content(rule));
  };
  return {
    added: names(rules.filter(({ name }) => !before.has(name))),
    removed: names(ruleSet.rules.filter(({ name }) => !after.has(name))),
    changed: names(kept.filter(isOther)),
    reordered: !isDeepStrictEqual(names(kept), names(ruleSet.rules.filter(({ name }) => after.has(name)))),
    limitsChanged: !isDeepStrictEqual(limitsOf(governance), limits),
  };
}

export const rulesChanged = ({ added, removed, changed, reordered }: RulesDifference): boolean =>
  reordered || added.length + removed.length + changed.length > 0;

const auditedLimits = ({ autoApproval, approvalDays }: Limits) => ({ ...autoApproval, approvalDays });

const NO_RULES = 'The company has no rules in force.';

/** What a file says for the company as it is, and how that differs. Writes nothing. */
export async function checkRules(
  { store, clock }: Pick<AdminContext, 'store' | 'clock'>,
  file: RulesFile,
): Promise<RulesOfFile & { difference: RulesDifference }> {
  const now = await readRules(store);
  if (now === null) throw new CallError(NO_RULES);
  const read = fromRulesFile(file, now, clock);
  return { ...read, difference: differenceOf(now, read) };
}

/** Thrown inside the commit to leave it without writing; never seen outside. */
class NothingToPublish extends Error {}

export interface Published extends RulesOfFile {
  difference: RulesDifference;
  /** The versions in force from now on; null where nothing was published: a problem, or no difference. */
  versions: { rules: number; limits: number } | null;
}

/**
 * Makes a file's rules and limits the ones in force, each as a new version if it differs, with an entry in the audit log. What
 * was decided by earlier versions stands, and they are kept.
 */
export async function publishRules(context: AdminContext, file: RulesFile): Promise<Published> {
  const { clock, store } = context;
  const done: { published: Published | null } = { published: null };
  try {
    await adminCommit(context, async (unit) => {
      const now = await readRules(unit.store);
      if (now === null) throw new CallError(NO_RULES);
      const read = fromRulesFile(file, now, clock);
      const difference = differenceOf(now, read);
      done.published = { ...read, difference, versions: null };
      const hasNewRules = rulesChanged(difference);
      if (read.problems.length > 0 || !(hasNewRules || difference.limitsChanged)) throw new NothingToPublish();
      const { ruleSet, governance } = now;
      const versions = {
        rules: ruleSet.version + (hasNewRules ? 1 : 0),
        limits: governance.version + (difference.limitsChanged ? 1 : 0),
      };
      const next = () => ({
        _id: clock.newId(),
        companyId: store.companyId,
        seq: 0,
        current: true,
        madeAt: clock.now(),
      });
      // The one before only loses its mark: it is kept for replaying old decisions, and is no news.
      const unmark = { $set: { current: false } };
      if (hasNewRules) {
        unit.update('businessRules', { _id: ruleSet._id, current: true }, unmark);
        unit.put('businessRules', { ...ruleSet, ...next(), version: versions.rules, rules: read.rules }, null);
      }
      if (difference.limitsChanged) {
        unit.update('aiGovernance', { _id: governance._id, current: true }, unmark);
        const version = versions.limits;
        unit.put('aiGovernance', { ...governance, ...next(), version, ...read.limits }, null);
      }
      done.published = { ...read, difference, versions };
      const named = (list: readonly string[]) => (list.length === 0 ? null : list.join('; '));
      const { added, removed, changed } = difference;
      return {
        action: 'rules.publish',
        before: {
          rulesVersion: ruleSet.version,
          limitsVersion: governance.version,
          ...auditedLimits(limitsOf(governance)),
        },
        after: {
          rulesVersion: versions.rules,
          limitsVersion: versions.limits,
          ...auditedLimits(read.limits),
          rulesAdded: named(added),
          rulesRemoved: named(removed),
          rulesChanged: named(changed),
        },
      };
    });
  } catch (error) {
    if (!(error instanceof NothingToPublish)) throw error;
  }
  if (done.published === null) throw new Error('the commit did no work');
  return done.published;
}
