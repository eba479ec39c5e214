import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The path of Electron's own program, without asking the package for it: `require('electron')` would start a download.
 * @param {string} root
 * @returns {string | undefined}
 */
export function findOwnElectron(root) {
  const folder = join(root, 'node_modules', 'electron');
  try {
    const program = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim());
    return existsSync(program) ? program : undefined;
  } catch {
    return undefined;
  }
}
