import { writeFile } from 'node:fs/promises';
import { type RulesDifference, rulesChanged } from '@marginiq/domain/govern/publish-rules';
import { z } from 'zod';
import type { AdminContext } from '../admin/admin-action.ts';
import { callersPath, fileFault, readNamedFile } from '../operate/named.ts';
import { CallError } from '../operate/run-command.ts';
import type { Database } from '../tenancy/database.ts';
import { operatorIn, readOptions } from './command.ts';
import { checkRules, publishRules } from './publish-rules.ts';
import { parseRulesFile, type RulesFile, rulesFileSchema } from './rules-file.ts';
import { readRules, toRulesFile } from './rules-of-company.ts';

export const RULES_USAGE = `npm run company -- rules --company <short name> [options]

  Prints the rules and limits in force as JSON. Described in docs/operators/company.md.

  --save <rules.json>      write them to a new file, to be edited
  --check <rules.json>     say what is wrong with a file, and what it would change
  --publish <rules.json>   make them the ones in force, as a new version; devices hear of it at once
  --schema                 print the file's JSON Schema, for editors`;

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
  if (rules === null) throw new CallError('The company has no rules in force.');
  return toRulesFile(rules);
}

/** A file that is there was edited by somebody: it is never written over. */
async function save(path: string, text: string): Promise<void> {
  try {
    await writeFile(callersPath(path), text, { flag: 'wx' });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    const why = isThere ? 'is there already; give another name' : `cannot be written: ${fileFault(error)}`;
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
  const count = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`;
  return new CallError(
    [`${name} has ${count}; nothing was published:`, ...problems.map((one) => `  ${one}`)].join('\n'),
  );
}

function differenceLines(difference: RulesDifference): string[] {
  const { added, removed, changed, reordered, limitsChanged } = difference;
  const lines = [
    ...added.map((name) => `  new rule: ${name}`),
    ...changed.map((name) => `  changed rule: ${name}`),
    ...removed.map((name) => `  rule removed: ${name}`),
    ...(reordered ? ['  the rules stand in another order'] : []),
    ...(limitsChanged ? ['  other limits of automatic approval'] : []),
  ];
  return lines.length === 0 ? ['  nothing: the file matches the rules in force'] : lines;
}

async function check(context: AdminContext, path: string): Promise<string[]> {
  const { problems, notes, difference } = await checkRules(context, await readRulesFile(path));
  if (problems.length > 0) throw problemsIn(path, problems);
  return ['The file can be published. It would change:', ...differenceLines(difference), ...notes];
}

async function publish(context: AdminContext, path: string): Promise<string[]> {
  const { problems, notes, difference, versions } = await publishRules(context, await readRulesFile(path));
  if (problems.length > 0) throw problemsIn(path, problems);
  if (versions === null) return ['The file says what is in force: nothing was published.'];
  const what = [
    ...(rulesChanged(difference) ? [`rules version ${versions.rules}`] : []),
    ...(difference.limitsChanged ? [`limits version ${versions.limits}`] : []),
  ];
  return [`Published: ${what.join(' and ')}.`, ...differenceLines(difference), ...notes];
}

/** The part of the command that needs no company: printing the schema, if asked for. */
export function rulesSchema(args: string[]): string | null {
  const { schema } = readOptions(args, OPTIONS, RULES_USAGE);
  return schema ? asText(z.toJSONSchema(rulesFileSchema, { io: 'input' })) : null;
}

export async function rules(database: Database, args: string[]): Promise<void> {
  const given = readOptions(args, OPTIONS, RULES_USAGE);
  if (given.company === undefined) throw new CallError(`--company is missing\n\n${RULES_USAGE}`);
  if ([given.save, given.check, given.publish].filter((path) => path !== undefined).length > 1) {
    throw new CallError('Give one of --save, --check and --publish.');
  }
  const context = await operatorIn(database, given.company);
  if (given.save !== undefined) {
    await save(given.save, asText(await current(context)));
    console.log(
      `The rules in force are in ${given.save}. Edit them, then: --check ${given.save}, --publish ${given.save}`,
    );
  } else if (given.check !== undefined) for (const line of await check(context, given.check)) console.log(line);
  else if (given.publish !== undefined) for (const line of await publish(context, given.publish)) console.log(line);
  else console.log(asText(await current(context)));
}
