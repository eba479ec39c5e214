import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from './user-error.mjs';

/**
 * The file behind a package's command, to be run by Node itself: `node_modules/.bin` holds batch files on Windows, and
 * a shell between us and the program would keep signals from it.
 * @param {string} root
 * @param {string} packageName
 * @param {string} [command] default: the package's own name
 * @returns {string}
 */
export function packageProgram(root, packageName, command = packageName) {
  const folder = join(root, 'node_modules', ...packageName.split('/'));
  try {
    const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = typeof bin === 'string' ? bin : bin?.[command];
    if (typeof file === 'string') return join(folder, file);
  } catch {
    // Told below, the same way as a missing command.
  }
  throw new UserError(`The package ${packageName} is not installed. Delete node_modules and run the command again.`);
}
