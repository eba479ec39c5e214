import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { AdminContext } from '../admin/admin-action.ts';
import { operator } from '../operate/operator.ts';
import { CallError } from '../operate/run-command.ts';
import { systemClock } from '../services.ts';
import type { Database } from '../tenancy/database.ts';

/** The options of one command. @throws CallError that also says how the command is used */
export function readOptions<const T extends ParseArgsOptionsConfig>(args: string[], options: T, usage: string) {
  try {
    return parseArgs({ args, options, allowPositionals: false }).values;
  } catch (error) {
    throw new CallError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

/** Paths are the caller's: npm starts a script in the clone. */
export const callersPath = (path: string): string => resolve(process.env.MARGINIQ_CALLER_FOLDER ?? '.', path);

/** @throws CallError */
export async function readNamedFile(path: string): Promise<{ name: string; content: Uint8Array }> {
  try {
    return { name: basename(path), content: await readFile(callersPath(path)) };
  } catch (error) {
    throw new CallError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * What an operator acts with in a company. Nobody is told here: the api processes hear of each commit from MongoDB.
 * @throws CallError where there is no such company
 */
export async function operatorIn(database: Database, slug: string): Promise<AdminContext> {
  const companyId = await database.companyIdBySlug(slug.trim().toLowerCase());
  if (companyId === null) {
    throw new CallError(`There is no company "${slug}". Make it with: npm run company -- create`);
  }
  return { store: database.tenant(companyId), clock: systemClock, actor: operator(), announce: () => undefined };
}
