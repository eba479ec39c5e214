import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../base/run-command.mjs';
import { UserError } from '../base/user-error.mjs';
import { writeAtomically } from '../base/write-atomically.mjs';

/**
 * @typedef {{ role: string, email: string, password: string }} DemoLogin
 * @typedef {{ companies: { name: string, slug: string, logins: DemoLogin[] }[] }} Demo
 */

/**
 * Adds the demo companies where they are missing (the seed itself knows) and gives their logins.
 * @param {{ root: string, dataDir: string, env: NodeJS.ProcessEnv, log: import('../base/reporter.mjs').Reporter,
 *   signal: AbortSignal }} options
 * @returns {Promise<Demo | undefined>}
 */
export async function seedDemo({ root, dataDir, env, log, signal }) {
  const step = log.step('Preparing the demo companies');
  /** @type {Demo | undefined} */
  let printed;
  const onLine = (/** @type {string} */ line) => {
    const demo = parseDemo(line);
    if (demo) printed = demo;
    else if (line.trim() !== '') log.line(`  ${line}`);
  };
  try {
    const args = [join('server', 'src', 'demo', 'seed.ts')];
    const result = await runCommand(process.execPath, args, { cwd: root, env, signal, onLine });
    if (result.code !== 0) {
      throw new UserError(`The demo companies could not be added (exit code ${result.code}).`, {
        details: result.tail.slice(-8),
      });
    }
    step.done();
  } finally {
    step.fail();
  }
  // Kept for the next start, whose seed has nothing to do and may have nothing to say.
  const file = join(dataDir, 'demo-logins.json');
  if (printed) writeAtomically(file, `${JSON.stringify(printed)}\n`, { mode: 0o600 });
  return printed ?? readDemo(file);
}

/**
 * @param {string} line
 * @returns {Demo | undefined}
 */
export function parseDemo(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    const value = JSON.parse(line);
    return Array.isArray(value?.companies) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The company as the sign-in form wants it, which is not the name that it shows.
 * @param {Demo} demo
 * @returns {string[]} lines of a small table
 */
export function demoTable(demo) {
  const rows = demo.companies.flatMap(({ slug, logins }) =>
    logins.map(({ role, email, password }) => [slug, role, email, password]),
  );
  if (rows.length === 0) return [];
  const table = [['Company', 'Role', 'Email', 'Password'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  return table.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}

/** @param {string} file */
function readDemo(file) {
  try {
    return parseDemo(readFileSync(file, 'utf8').trim());
  } catch {
    return undefined;
  }
}
