import { delimiter, join, sep } from 'node:path';
import { repoRoot } from './paths.mjs';
import { findOnPath } from './processes.mjs';

/**
 * How to run npm. Inside an npm script npm names its own file, which works on every system (on Windows `npm` is a
 * batch file, which spawn does not run). It is run by a Node from outside node_modules where there is one, because
 * `npm ci` deletes node_modules, and with it the pinned Node, while it runs.
 * @returns {{ command: string, firstArgs: readonly string[] }}
 */
export function npmCommand() {
  const npmFile = process.env.npm_execpath;
  if (!npmFile || !/npm-cli\.c?js$/.test(npmFile)) return { command: 'npm', firstArgs: [] };
  return { command: nodeOutsideModules() ?? process.execPath, firstArgs: [npmFile] };
}

/**
 * @returns {string | undefined}
 */
export function nodeOutsideModules() {
  return findOnPath('node', { path: pathWithoutModules(process.env.PATH ?? '') });
}

/**
 * @param {string} path
 * @returns {string} the PATH without the folders inside this clone that npm puts in front
 */
export function pathWithoutModules(path) {
  const modules = join(repoRoot, 'node_modules') + sep;
  return path
    .split(delimiter)
    .filter((folder) => !`${folder}${sep}`.startsWith(modules))
    .join(delimiter);
}
