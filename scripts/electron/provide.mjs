import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hasApt, installDebianPackage } from '../base/apt.mjs';
import { findOnPath } from '../base/processes.mjs';
import { reportStep } from '../base/reporter.mjs';
import { runCommand } from '../base/run-command.mjs';
import { UserError } from '../base/user-error.mjs';
import { chooseElectron } from './choose.mjs';
import { findOwnElectron } from './own-binary.mjs';
import { canUseTestBuild, findTestBuild, provideTestBuild } from './test-build.mjs';

/** What Electron is linked against. */
const LIBRARIES = ['libgtk-3-0', 'libnss3', 'libsecret-1-0', 'libgbm1', 'libasound2'];

/** Electron's own installer tries several times before it gives up; a machine that cannot reach it should not wait for long. */
const DOWNLOAD_TIMEOUT_MS = 120_000;
const PROBE_TIMEOUT_MS = 30_000;

/**
 * @typedef {object} ElectronContext
 * @property {string} root
 * @property {string} cacheDir
 * @property {import('../base/reporter.mjs').Reporter} log
 * @property {AbortSignal} [signal]
 */

/**
 * Electron's own program if it is present or can be downloaded, else the build for tests, else the reason why there is
 * none.
 * @param {ElectronContext} context
 * @returns {Promise<import('./choose.mjs').ProvidedElectron | import('./choose.mjs').NoElectron>}
 */
export async function provideElectron(context) {
  try {
    return await chooseElectron({
      findOwn: () => findOwnElectron(context.root),
      downloadOwn: () => downloadOwn(context),
      findTestBuild: () => findTestBuild(context.cacheDir),
      canUseTestBuild: canUseTestBuild(),
      fetchTestBuild: () => fetchTestBuild(context),
      makeStart: (program) => makeStart(program, context),
    });
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
    return undefined;
  }
  return findOwnElectron(root);
}

/** @param {ElectronContext} context */
async function fetchTestBuild(context) {
  // One installation for all of it: every one of them asks the mirror again.
  if (findOnPath('unzip') === undefined) await installLibraries(['unzip', ...LIBRARIES], context);
  return provideTestBuild(context);
}

/**
 * @param {string} program
 * @param {ElectronContext} context
 */
async function makeStart(program, context) {
  if (starts(program)) return;
  await installLibraries(LIBRARIES, context);
  if (!starts(program)) throw new UserError(`${program} does not start on this machine.`);
}

/**
 * Whether the system has everything that the program is linked against. As plain Node it loads all of that, and needs no display.
 * @param {string} program
 */
function starts(program) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  return spawnSync(program, ['--version'], { env, timeout: PROBE_TIMEOUT_MS, stdio: 'ignore' }).status === 0;
}

/**
 * @param {readonly string[]} names
 * @param {ElectronContext} context
 */
async function installLibraries(names, { log, signal }) {
  if (!hasApt()) return;
  await installDebianPackage({ name: names, purpose: 'to run Electron', log, signal });
}
