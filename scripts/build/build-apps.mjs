import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { npmCommand } from '../base/npm-command.mjs';
import { reportStep } from '../base/reporter.mjs';
import { runCommand } from '../base/run-command.mjs';
import { UserError } from '../base/user-error.mjs';
import { writeAtomically } from '../base/write-atomically.mjs';
import { sourceSum } from './source-sum.mjs';

/**
 * The front ends, and the file by which each shows that it is built.
 */
const APPS = [
  { workspace: '@marginiq/desktop', folder: 'apps/desktop', result: 'apps/desktop/dist-web/index.html' },
  { workspace: '@marginiq/admin', folder: 'apps/admin', result: 'apps/admin/dist/index.html' },
];

/** What every front end is built from besides its own folder; the lockfile represents the packages. */
const SHARED_SOURCES = ['packages', 'package-lock.json', 'tsconfig.base.json'];

/**
 * Builds the front ends whose sources have changed since they were built last.
 * @param {{ root: string, log: import('../base/reporter.mjs').Reporter, signal?: AbortSignal, force?: boolean,
 *   run?: typeof runCommand }} options
 * @returns {Promise<string[]>} the workspaces that were built
 */
export async function buildApps({ root, log, signal, force = false, run = runCommand }) {
  const built = [];
  for (const { workspace, folder, result } of APPS) {
    const sum = sourceSum(root, [folder, ...SHARED_SOURCES]);
    const stamp = join(root, '.cache', 'build', `${workspace.slice(workspace.indexOf('/') + 1)}.sha256`);
    if (!force && existsSync(join(root, result)) && readText(stamp) === sum) continue;
    rmSync(stamp, { force: true });
    await reportStep(log, `Building ${workspace}`, async () => {
      const npm = npmCommand();
      const outcome = await run(npm.command, [...npm.firstArgs, 'run', 'build', '-w', workspace], {
        cwd: root,
        signal,
        env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' },
      });
      if (outcome.code !== 0 || !existsSync(join(root, result))) {
        throw new UserError(`${workspace} could not be built (exit code ${outcome.code}). The end of the output:`, {
          details: outcome.tail.filter((line) => !line.startsWith('npm ')).slice(-15),
        });
      }
    });
    mkdirSync(join(root, '.cache', 'build'), { recursive: true });
    writeAtomically(stamp, sum);
    built.push(workspace);
  }
  return built;
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
