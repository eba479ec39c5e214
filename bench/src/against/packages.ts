import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from './run-program.ts';
import { cleanEnvironment } from './worktree.ts';

export interface Lock {
  packages: Record<string, { version?: string; link?: boolean }>;
}

const lockOf = (root: string) => JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;

/** Whether everything that a tree's lock file asks for is installed in another tree, in the very same version. */
export function areInstalledIn(asked: Lock, installed: Lock): boolean {
  return Object.entries(asked.packages)
    .filter(([place, { link = false }]) => place.includes('node_modules/') && !link)
    .every(
      ([place, { version }]) => place.startsWith('node_modules/') && installed.packages[place]?.version === version,
    );
}

interface Trees {
  /** Has its packages. */
  from: string;
  /** Is to get them. */
  to: string;
  signal: AbortSignal;
}

/** Gives a tree its packages: this tree's own if they are the same, or from the registry. */
export async function providePackages({ from, to, signal }: Trees): Promise<void> {
  if (areInstalledIn(lockOf(to), lockOf(from))) {
    // Linked, not copied: a thousand packages take no room and no time. Across file systems they have to be copied.
    const copy = (how: string) =>
      runProgram(['cp', how, join(from, 'node_modules'), join(to, 'node_modules')], { cwd: to, signal });
    await copy('-al').catch(async () => {
      await runProgram(['rm', '-rf', join(to, 'node_modules')], { cwd: to, signal });
      await copy('-a');
    });
    return;
  }
  await runProgram(['npm', 'ci'], { cwd: to, env: cleanEnvironment(), signal });
}
