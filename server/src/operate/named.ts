import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Database } from '../tenancy/database.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { OPERATE_WORDS } from '../words/operate-words.ts';
import { CallError } from './run-command.ts';

/* What an operator names in a call: files, and a company. */

/** Paths are the caller's: npm starts a script in the clone. */
export const callersPath = (path: string): string => resolve(process.env.MARGINIQ_CALLER_FOLDER ?? '.', path);

const FILE_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: OPERATE_WORDS.noSuchFile,
  ENOTDIR: OPERATE_WORDS.noSuchFile,
  EISDIR: OPERATE_WORDS.isFolder,
  EACCES: OPERATE_WORDS.noRight,
  EPERM: OPERATE_WORDS.noRight,
  EROFS: OPERATE_WORDS.readOnlyDisk,
  ENOSPC: OPERATE_WORDS.diskFull,
};

/** Why a file cannot be used, in plain words. */
export function fileFault(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return FILE_FAULTS[code] ?? message;
}

/** @throws CallError */
export async function readNamedFile(path: string): Promise<{ name: string; content: Uint8Array }> {
  try {
    return { name: basename(path), content: await readFile(callersPath(path)) };
  } catch (error) {
    throw new CallError(OPERATE_WORDS.cannotBeRead(path, fileFault(error)));
  }
}

/** @throws CallError if there is no such company */
export async function companyNamed(database: Database, slug: string): Promise<TenantStore> {
  const companyId = await database.companyIdBySlug(slug.trim().toLowerCase());
  if (companyId === null) {
    throw new CallError(OPERATE_WORDS.noCompany(slug));
  }
  return database.tenant(companyId);
}
