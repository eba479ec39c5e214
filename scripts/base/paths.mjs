import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone's top folder, with a trailing-slash-free absolute path. */
export const repoRoot = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/**
 * The folder for downloads that outlive node_modules. Inside the clone by default, so that a fresh clone shows a missing
 * step; `MARGINIQ_CACHE` lets several clones share one.
 * @param {NodeJS.ProcessEnv} env
 */
export function cacheFolder(env) {
  return absolute(env.MARGINIQ_CACHE, join('.cache', 'marginiq'));
}

/**
 * @param {NodeJS.ProcessEnv} env
 */
export function dataFolder(env) {
  return absolute(env.MARGINIQ_DATA, '.marginiq');
}

/**
 * @param {string | undefined} path
 * @param {string} fallback
 */
function absolute(path, fallback) {
  const chosen = path?.trim() || fallback;
  return isAbsolute(chosen) ? resolve(chosen) : join(repoRoot, chosen);
}
