import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SKIPPED = new Set(['node_modules', 'dist', 'dist-web', 'out', 'coverage', 'test-results', 'playwright-report']);

/**
 * One sum over names and contents of the files that a build depends on: changed times say nothing after a checkout.
 * @param {string} root
 * @param {readonly string[]} parts files and folders below the root
 * @returns {string}
 */
export function sourceSum(root, parts) {
  const hash = createHash('sha256');
  for (const part of parts) {
    for (const file of filesUnder(root, part)) {
      const content = readFileSync(join(root, file));
      hash.update(`${file}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} root
 * @param {string} part
 * @returns {string[]} in a fixed order
 */
function filesUnder(root, part) {
  const stat = statSync(join(root, part), { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [part];
  return readdirSync(join(root, part))
    .filter((name) => !SKIPPED.has(name) && !/\.test\.tsx?$/.test(name))
    .sort()
    .flatMap((name) => filesUnder(root, `${part}/${name}`));
}
