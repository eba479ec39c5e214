import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { AdminContext } from '../admin/admin-action.ts';
import { systemClock } from '../clock.ts';
import { companyNamed } from '../operate/named.ts';
import { operator } from '../operate/operator.ts';
import { CallError } from '../operate/run-command.ts';
import type { Database } from '../tenancy/database.ts';

/** The options of one command. @throws CallError that also says how the command is used */
export function readOptions<const T extends ParseArgsOptionsConfig>(args: string[], options: T, usage: string) {
  try {
    return parseArgs({ args, options, allowPositionals: false }).values;
  } catch (error) {
    throw new CallError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

/**
 * The context in which an operator acts on a company. Nobody is notified here: the api processes learn of each commit
 * from MongoDB.
 * @throws CallError if there is no such company
 */
export async function operatorIn(database: Database, slug: string): Promise<AdminContext> {
  const store = await companyNamed(database, slug);
  return { store, clock: systemClock, actor: operator(), announce: () => undefined };
}
