import { writeFile } from 'node:fs/promises';
import { type RulesDifference, rulesChanged } from '@marginiq/domain/govern/publish-rules';
import { z } from 'zod';
import type { AdminContext } from '../admin/admin-action.ts';
import { callersPath, fileFault, readNamedFile } from '../operate/named.ts';
import { CallError } from '../operate/run-command.ts';
import type { Database } from '../tenancy/database.ts';
import { RULES_WORDS } from '../words/rules-words.ts';
import { operatorIn, readOptions } from './command.ts';
import { checkRules, publishRules } from './publish-rules.ts';
import { parseRulesFile, type RulesFile, rulesFileSchema } from './rules-file.ts';
import { readRules, toRulesFile } from './rules-of-company.ts';

export const RULES_USAGE = RULES_WORDS.rulesUsage;

const OPTIONS = {
  company: { type: 'string' },
  save: { type: 'string' },
  check: { type: 'string' },
  publish: { type: 'string' },
  schema: { type: 'boolean' },
} as const;

const asText = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

async function current({ store }: AdminContext): Promise<RulesFile> {
  const rules = await readRules(store);
  if (rules === null) throw new CallError(RULES_WORDS.noRules);
  return toRulesFile(rules);
}

/** A file that is there was edited by somebody: it is never written over. */
async function save(path: string, text: string): Promise<void> {
  try {
    await writeFile(callersPath(path), text, { flag: 'wx' });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    const why = isThere ? RULES_WORDS.fileExists : RULES_WORDS.cannotBeWritten(fileFault(error));
    throw new CallError(`${path} ${why}`);
  }
}

/** @throws CallError that names every problem */
async function readRulesFile(path: string): Promise<RulesFile> {
  const { name, content } = await readNamedFile(path);
  const parsed = parseRulesFile(new TextDecoder().decode(content));
  if (!parsed.ok) throw problemsIn(name, parsed.problems);
  return parsed.file;
}

function problemsIn(name: string, problems: readonly string[]): CallError {
  return new CallError(
    [RULES_WORDS.hasProblems(name, problems.length), ...problems.map((one) => `  ${one}`)].join('\n'),
  );
}

function differenceLines(difference: RulesDifference): string[] {
  const { added, removed, changed, reordered, limitsChanged } = difference;
  const lines = [
    ...added.map((name) => RULES_WORDS.newRule(name)),
    ...changed.map((name) => RULES_WORDS.changedRule(name)),
    ...removed.map((name) => RULES_WORDS.ruleRemoved(name)),
    ...(reordered ? [RULES_WORDS.otherOrder] : []),
    ...(limitsChanged ? [RULES_WORDS.otherLimits] : []),
  ];
  return lines.length === 0 ? [RULES_WORDS.noChange] : lines;
}

async function check(context: AdminContext, path: string): Promise<string[]> {
  const { problems, notes, difference } = await checkRules(context, await readRulesFile(path));
  if (problems.length > 0) throw problemsIn(path, problems);
  return [RULES_WORDS.wouldChange, ...differenceLines(difference), ...notes];
}

async function publish(context: AdminContext, path: string): Promise<string[]> {
  const { problems, notes, difference, versions } = await publishRules(context, await readRulesFile(path));
  if (problems.length > 0) throw problemsIn(path, problems);
  if (versions === null) return [RULES_WORDS.nothingPublished];
  const what = [
    ...(rulesChanged(difference) ? [RULES_WORDS.rulesVersion(versions.rules)] : []),
    ...(difference.limitsChanged ? [RULES_WORDS.limitsVersion(versions.limits)] : []),
  ];
  return [RULES_WORDS.published(what.join(' and ')), ...differenceLines(difference), ...notes];
}

/** The part of the command that needs no company: printing the schema, if asked for. */
export function rulesSchema(args: string[]): string | null {
  const { schema } = readOptions(args, OPTIONS, RULES_USAGE);
  return schema ? asText(z.toJSONSchema(rulesFileSchema, { io: 'input' })) : null;
}

export async function rules(database: Database, args: string[]): Promise<void> {
  const given = readOptions(args, OPTIONS, RULES_USAGE);
  if (given.company === undefined) throw new CallError(RULES_WORDS.missingCompany(RULES_USAGE));
  if ([given.save, given.check, given.publish].filter((path) => path !== undefined).length > 1) {
    throw new CallError(RULES_WORDS.giveOneOf);
  }
  const context = await operatorIn(database, given.company);
  if (given.save !== undefined) {
    await save(given.save, asText(await current(context)));
    console.log(RULES_WORDS.saved(given.save));
  } else if (given.check !== undefined) for (const line of await check(context, given.check)) console.log(line);
  else if (given.publish !== undefined) for (const line of await publish(context, given.publish)) console.log(line);
  else console.log(asText(await current(context)));
}
