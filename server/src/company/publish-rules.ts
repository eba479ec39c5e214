import {
  decidePublishRules,
  differenceOf,
  type PublishedVersions,
  type RulesDifference,
  rulesChanged,
} from '@marginiq/domain/govern/publish-rules';
import { type AdminContext, adminCommit } from '../admin/admin-action.ts';
import { CallError } from '../operate/run-command.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { RULES_WORDS } from '../words/rules-words.ts';
import type { RulesFile } from './rules-file.ts';
import { type CompanyRules, fromRulesFile, type RulesOfFile, readRules } from './rules-of-company.ts';

/** A file's rules and limits applied to the current company, and the difference. */
type Checked = RulesOfFile & { difference: RulesDifference; now: CompanyRules };

async function check(store: TenantStore, file: RulesFile, clock: AdminContext['clock']): Promise<Checked> {
  const now = await readRules(store);
  if (now === null) throw new CallError(RULES_WORDS.noRules);
  const read = fromRulesFile(file, now, clock);
  return { ...read, now, difference: differenceOf(now, read) };
}

/** Works out a file's rules and limits for the current company, and the difference. Writes nothing. */
export const checkRules = (
  { store, clock }: Pick<AdminContext, 'store' | 'clock'>,
  file: RulesFile,
): Promise<Checked> => check(store, file, clock);

/** Thrown inside the commit to leave it without writing; never seen outside. */
class NothingToPublish extends Error {}

export interface Published extends RulesOfFile {
  difference: RulesDifference;
  /** The versions in force from now on; null if nothing was published: a problem, or no difference. */
  versions: PublishedVersions | null;
}

/**
 * Puts a file's rules and limits into force, each as a new version if it differs, with an entry in the audit log. Decisions
 * made under earlier versions remain valid, and those versions are kept.
 */
export async function publishRules(context: AdminContext, file: RulesFile): Promise<Published> {
  const { clock, store } = context;
  const outcome: { published: Published | null } = { published: null };
  try {
    await adminCommit(context, 'rules.publish', async (unit, carryOut) => {
      const { now, ...checked } = await check(unit.store, file, clock);
      const { problems, difference, rules, limits } = checked;
      outcome.published = { ...checked, versions: null };
      if (problems.length > 0 || !(rulesChanged(difference) || difference.limitsChanged)) throw new NothingToPublish();
      const versions = carryOut(decidePublishRules(now, checked));
      const { ruleSet, governance } = now;
      const { companyId } = store;
      const next = () => ({ _id: clock.newId(), companyId, seq: 0, current: true, madeAt: clock.now() });
      // The one before only loses its mark: it is kept for replaying old decisions, and is no news.
      const unmark = { $set: { current: false } };
      if (versions.rules !== ruleSet.version) {
        unit.update('businessRules', { _id: ruleSet._id, current: true }, unmark);
        unit.put('businessRules', { ...ruleSet, ...next(), version: versions.rules, rules }, null);
      }
      if (versions.limits !== governance.version) {
        unit.update('governance', { _id: governance._id, current: true }, unmark);
        unit.put('governance', { ...governance, ...next(), version: versions.limits, ...limits }, null);
      }
      outcome.published = { ...checked, versions };
    });
  } catch (error) {
    if (!(error instanceof NothingToPublish)) throw error;
  }
  if (outcome.published === null) throw new Error('the commit did no work');
  return outcome.published;
}
