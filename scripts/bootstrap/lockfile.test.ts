import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repoRoot } from '../base/paths.mjs';

interface LockedPackage {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/**
 * `npm ci` refuses a lock in which a direct dependency names an optional package (one platform's program) that is not
 * locked. That happens when the lock is made against a registry that lacks that package, and only a fresh clone
 * notices. The cure: another version of the dependency, or an entry with `version`, `os`, `cpu` and `optional`.
 */
test('the lock holds the packages of every platform that our dependencies name', () => {
  const { packages }: { packages: Record<string, LockedPackage> } = JSON.parse(
    readFileSync(join(repoRoot, 'package-lock.json'), 'utf8'),
  );
  const ours = Object.entries(packages).filter(([path]) => !path.includes('node_modules/'));
  const direct = new Set(
    ours.flatMap(([, { dependencies, devDependencies }]) => Object.keys({ ...dependencies, ...devDependencies })),
  );
  const missing = [...direct].flatMap((name) =>
    Object.keys(packages[`node_modules/${name}`]?.optionalDependencies ?? {}).filter(
      (optional) => !(`node_modules/${optional}` in packages),
    ),
  );
  expect(missing).toEqual([]);
});
