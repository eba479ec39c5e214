import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NEEDED_SPACE, requireFreeSpace } from '../base/disk-space.mjs';
import { acquireLock } from '../base/lock-file.mjs';
import { npmCommand } from '../base/npm-command.mjs';
import { reportStep } from '../base/reporter.mjs';
import { runCommand } from '../base/run-command.mjs';
import { UserError } from '../base/user-error.mjs';
import { writeAtomically } from '../base/write-atomically.mjs';

/**
 * @typedef {object} InstallOptions
 * @property {string} root the clone
 * @property {import('../base/reporter.mjs').Reporter} log
 * @property {AbortSignal} [signal]
 * @property {typeof runCommand} [run]
 */

/**
 * Whether node_modules holds what package-lock.json says. The stamp is written last, so an install that was killed
 * counts as none.
 * @param {string} root
 * @returns {boolean}
 */
export function isInstalled(root) {
  return readText(stampFile(root)) === lockSum(root);
}

/**
 * Installs the dependencies where that is needed.
 * @param {InstallOptions} options
 * @returns {Promise<boolean>} whether anything was installed
 */
export async function ensureInstalled(options) {
  if (isInstalled(options.root)) return false;
  const release = await takeInstallLock(options);
  try {
    // Another start may have done it while this one waited.
    if (isInstalled(options.root)) return false;
    await install(options);
    return true;
  } finally {
    release();
  }
}

/** @param {InstallOptions} options */
async function install({ root, log, signal, run = runCommand }) {
  requireFreeSpace({
    folder: root,
    needed: NEEDED_SPACE.install,
    advice: 'Free some space on that disk, then try again.',
  });
  const sum = lockSum(root);
  rmSync(stampFile(root), { force: true });
  await reportStep(log, 'Installing packages (about a minute)', async () => {
    const npm = npmCommand();
    // `error` hides the EBADENGINE warnings: they are about the Node that runs npm, not the pinned one.
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    const result = await run(npm.command, [...npm.firstArgs, ...args], { cwd: root, signal });
    if (result.code !== 0) {
      throw new UserError(
        `npm could not install the packages (exit code ${result.code}). ` +
          'Check the network and the registry (npm ping), then run the command again.',
        { details: npmErrors(result.tail) },
      );
    }
  });
  writeAtomically(stampFile(root), sum);
}

/**
 * npm says what is wrong first and then prints its whole usage.
 * @param {readonly string[]} output
 */
function npmErrors(output) {
  const errors = output.filter((line) => /^npm (error|ERR!) \S/.test(line));
  return errors.length > 0 ? [...new Set([...errors.slice(0, 8), ...errors.slice(-1)])] : output.slice(-12);
}

/** @param {InstallOptions} options */
async function takeInstallLock({ root, log, signal }) {
  const folder = join(root, '.cache');
  mkdirSync(folder, { recursive: true });
  let isTold = false;
  for (;;) {
    const lock = acquireLock(join(folder, 'install.lock'));
    if (lock.held) return lock.release;
    if (!isTold) log.line(`Waiting for process ${lock.holder.pid}, which is installing the packages of this clone.`);
    isTold = true;
    await sleep(500, undefined, { signal });
  }
}

/** @param {string} root */
function stampFile(root) {
  return join(root, 'node_modules', '.marginiq-install');
}

/** @param {string} root */
function lockSum(root) {
  const text = readText(join(root, 'package-lock.json'));
  if (text === undefined) throw new UserError(`package-lock.json is missing in ${root}: the clone is not complete.`);
  return createHash('sha256').update(text).digest('hex');
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
