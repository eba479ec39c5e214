import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm, symlink, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { findOnPath, isExecutable } from '../base/processes.mjs';
import { reportStep } from '../base/reporter.mjs';
import { runCommand } from '../base/run-command.mjs';
import { UserError } from '../base/user-error.mjs';

/**
 * Wine keeps its files in a "prefix": 700 MB of copied libraries, 2 MB of registry, and drive letters as links, one of
 * them (`z:`) to `/`. Such a link must not lie in the clone: whatever walks the folders and follows links (vitest's
 * search for tests, an editor) would walk the whole machine. So the cache keeps a template without any link, made once,
 * and every mongod gets a prefix of its own in the system's temporary folder: the registry copied, the libraries
 * linked. That also gives each mongod a Wine server of its own, which nobody else's stop can end.
 */
const DEBIAN_WINE_SERVER = '/usr/lib/wine/wineserver64';
const WINE_END_MS = 5_000;
const PREFIX_NAME = 'marginiq-wine-';

/**
 * @typedef {object} WinePrefix
 * @property {string} folder
 * @property {NodeJS.ProcessEnv} env
 * @property {() => Promise<void>} remove after mongod's end: waits for Wine's helpers and deletes the folder
 */

/**
 * Wine refuses files of another user, so users who share a cache have one template each.
 * @param {string} cacheDir
 * @returns {string}
 */
export function templatePath(cacheDir) {
  return join(cacheDir, `wine-template-${process.getuid?.() ?? 0}`);
}

/**
 * @param {string} wine
 * @param {import('./wine-build.mjs').FetchOptions} options
 */
export async function ensureTemplate(wine, { cacheDir, log, signal }) {
  const target = templatePath(cacheDir);
  if (existsSync(target)) return target;
  return reportStep(log, 'Preparing Wine for MongoDB (about 15 s, only once)', async () => {
    // Made aside and moved in one go: a half-made one would fail in ways that nobody could read.
    const draft = await mkdtemp(join(cacheDir, 'wine-draft-'));
    try {
      const made = await runCommand(wine, ['wineboot.exe', '--init'], { cwd: '/', env: wineEnv(draft), signal });
      await untilWineHasEnded(draft);
      if (made.code !== 0 || !existsSync(join(draft, 'system.reg'))) {
        throw new UserError('Wine could not be prepared, so there is no MongoDB; set MONGODB_URI to a replica set.', {
          details: made.tail.slice(-6),
        });
      }
      await removeLinks(draft);
      await rename(draft, target);
    } catch (error) {
      // Not an error when another start was faster.
      if (!existsSync(target)) throw error;
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    return target;
  });
}

/**
 * @param {string} template
 * @returns {Promise<WinePrefix>}
 */
export async function makePrefix(template) {
  const folder = await mkdtemp(join(tmpdir(), PREFIX_NAME));
  const files = (await readdir(template, { withFileTypes: true })).filter((entry) => entry.isFile());
  // The registry, and the mark without which Wine would set everything up again.
  for (const { name } of files) await cp(join(template, name), join(folder, name), { preserveTimestamps: true });
  await symlink(join(template, 'drive_c'), join(folder, 'drive_c'));
  await mkdir(join(folder, 'dosdevices'));
  await symlink('../drive_c', join(folder, 'dosdevices', 'c:'));
  await symlink('/', join(folder, 'dosdevices', 'z:'));
  return { folder, env: wineEnv(folder), remove: () => removePrefix(folder) };
}

/**
 * Also for the prefix of a mongod that a killed start has left behind.
 * @param {string} folder
 */
export async function removePrefix(folder) {
  // The name comes from a file; it must never lead to deleting anything but a folder of our own making.
  if (!basename(folder).startsWith(PREFIX_NAME) || !existsSync(folder)) return;
  await untilWineHasEnded(folder);
  await rm(folder, { recursive: true, force: true });
}

/**
 * Wine's helper processes go by themselves about a second after the last program of their prefix, and write the registry
 * then; those that do not are ended.
 * @param {string} prefix
 */
async function untilWineHasEnded(prefix) {
  const server = isExecutable(DEBIAN_WINE_SERVER) ? DEBIAN_WINE_SERVER : findOnPath('wineserver');
  if (server === undefined) return;
  const env = wineEnv(prefix);
  try {
    await runCommand(server, ['-w'], { env, signal: AbortSignal.timeout(WINE_END_MS) });
  } catch {
    await runCommand(server, ['-k'], { env });
  }
}

/** @param {string} folder */
async function removeLinks(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) await unlink(path);
    else if (entry.isDirectory()) await removeLinks(path);
  }
}

/**
 * @param {string} prefix
 * @returns {NodeJS.ProcessEnv}
 */
function wineEnv(prefix) {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME ?? '/',
    // Wine maps file names through the locale; in the C locale every name outside ASCII would be unreachable.
    LC_ALL: 'C.UTF-8',
    WINEPREFIX: prefix,
    WINEDEBUG: '-all',
    // Nothing here wants .NET, a browser or menu entries, whose set-up costs time and asks questions.
    WINEDLLOVERRIDES: 'mscoree=;mshtml=;winemenubuilder.exe=',
  };
}
