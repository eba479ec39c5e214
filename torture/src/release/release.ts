import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { providePackages } from '@marginiq/bench/against/packages';
import { checkOut, clearLeftWorktrees, describeCommit } from '@marginiq/bench/against/worktree';
import { contractOf } from '../record/answers-of.ts';
import { ROOT } from '../world/child.ts';
import type { Program } from '../world/program.ts';

/** Says which commit it is, and why. */
const FILE = join(ROOT, 'torture', 'last-release.json');

/** The last release in a worktree of its own, which is removed when it is disposed of. */
export interface Release extends Program, AsyncDisposable {
  commit: string;
}

/** The last release cannot be had here: its commit is not in this clone, or its packages cannot be fetched. */
export class NoReleaseError extends Error {
  override name = 'NoReleaseError';
}

/** @throws NoReleaseError */
export async function provideRelease(signal: AbortSignal, log: (line: string) => void): Promise<Release> {
  const { commit } = JSON.parse(readFileSync(FILE, 'utf8')) as { commit: string };
  const repository = { root: ROOT, signal };
  try {
    await clearLeftWorktrees(repository);
    log(`the last release is ${await describeCommit(commit, repository)}`);
    const worktree = await checkOut(commit, repository);
    try {
      await providePackages({ from: ROOT, to: worktree.folder, signal });
      const { protocol } = contractOf(worktree.folder);
      return {
        commit,
        root: worktree.folder,
        protocol,
        [Symbol.asyncDispose]: () => worktree[Symbol.asyncDispose](),
      };
    } catch (error) {
      await worktree[Symbol.asyncDispose]();
      throw error;
    }
  } catch (cause) {
    signal.throwIfAborted();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NoReleaseError(`The last release cannot be built here: ${why}`, { cause });
  }
}
