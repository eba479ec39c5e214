import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { UsageError } from '../options.ts';
import { isRunning } from './is-running.ts';
import { runProgram } from './run-program.ts';

const PREFIX = 'marginiq-against-';

/** Nothing of the run that this one is part of: npm would take it for its own, the launcher for a run that it continues. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_|^MARGINIQ_LAUNCHER/i.test(name));
  return { ...Object.fromEntries(kept), npm_config_prefer_offline: 'true' };
}

export interface Worktree extends AsyncDisposable {
  folder: string;
}

interface Repository {
  root: string;
  signal: AbortSignal;
}

/** Cleaning up always runs to its end, even after a stop. */
const NEVER = new AbortController().signal;

async function removeWorktree(root: string, folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  await runProgram(['git', 'worktree', 'prune'], { cwd: root, signal: NEVER });
}

/** Removes what killed runs left behind. */
export async function clearLeftWorktrees({ root, signal }: Repository): Promise<void> {
  const listed = await runProgram(['git', 'worktree', 'list', '--porcelain'], { cwd: root, signal });
  const folders = listed.flatMap((line) => (line.startsWith('worktree ') ? line.slice('worktree '.length) : []));
  for (const folder of folders) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(basename(folder))?.[1];
    if (owner !== undefined && !isRunning(Number(owner))) await removeWorktree(root, folder);
  }
}

/** A commit's full name and first line. @throws UsageError when there is no such commit */
export async function describeCommit(commit: string, { root, signal }: Repository): Promise<string> {
  try {
    const [line = ''] = await runProgram(['git', 'log', '-1', '--format=%H %s', commit, '--'], { cwd: root, signal });
    return line;
  } catch (cause) {
    signal.throwIfAborted();
    throw new UsageError(`There is no commit ${commit} in this clone.`, { cause });
  }
}

/** Checks a commit out beside this tree, without its packages. Removed with all that is in it when disposed of. */
export async function checkOut(commit: string, { root, signal }: Repository): Promise<Worktree> {
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  try {
    await runProgram(['git', 'worktree', 'add', '--force', '--detach', folder, commit], { cwd: root, signal });
  } catch (error) {
    await removeWorktree(root, folder);
    throw error;
  }
  return { folder, [Symbol.asyncDispose]: () => removeWorktree(root, folder) };
}

/** Installs a tree's packages and builds its front ends, as its own scripts do. */
export async function build(folder: string, signal: AbortSignal, onLine: (line: string) => void): Promise<void> {
  await runProgram([process.execPath, join('scripts', 'build.mjs')], {
    cwd: folder,
    env: cleanEnvironment(),
    signal,
    onLine,
  });
}
