import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageProgram } from '../base/package-program.mjs';
import { formatDuration } from '../base/reporter.mjs';
import { UserError } from '../base/user-error.mjs';
import { buildApps } from '../build/build-apps.mjs';
import { startDesktopSession } from '../electron/desktop-session.mjs';
import { provideElectron } from '../electron/provide.mjs';
import { TEST_ELECTRON_VERSION } from '../electron/test-build.mjs';
import { clearAbandonedRuns, makeRunFolder } from './abandoned-runs.mjs';
import { provideChromium } from './chromium.mjs';
import { addCounts, countPlaywright, countTorture, countVitest, judge, NO_TESTS, summaryLines } from './counts.mjs';
import { runVisibly } from './run-visibly.mjs';
import { createServices } from './services.mjs';
import { typedFolders } from './workspaces.mjs';

/**
 * @typedef {import('./counts.mjs').Counts} Counts
 *
 * @typedef {object} SuiteContext
 * @property {string} root
 * @property {string} cacheDir
 * @property {import('./options.mjs').TestOptions} options
 * @property {import('../base/reporter.mjs').Reporter} log
 * @property {AbortSignal} signal
 *
 * @typedef {object} Step
 * @property {import('./options.mjs').StepName} name
 * @property {string} title
 * @property {() => Promise<Counts>} run
 */

/**
 * Runs the steps in order and prints the summary.
 * @param {SuiteContext} context
 * @returns {Promise<number>} exit code
 */
export async function runSuite(context) {
  const { options, log, signal } = context;
  await clearAbandonedRuns(log);
  const runFolder = makeRunFolder();
  const services = createServices(context, runFolder.folder);
  /** @type {Counts[]} */
  const results = [];
  const failedSteps = [];
  try {
    for (const step of stepsOf(context, services, runFolder.folder)) {
      if (!options.only.includes(step.name)) continue;
      const counts = await runStep(step, log, signal);
      results.push(counts);
      if (counts.failed === 0) continue;
      failedSteps.push(step.title);
      if (!options.keepGoing) break;
    }
  } finally {
    await services.stop();
    runFolder.remove();
  }
  const total = addCounts(results);
  const [summary, bare] = summaryLines(total);
  log.line('');
  if (failedSteps.length > 0) log.line(`Failed: ${failedSteps.join(', ')}`);
  if (total.skipped > 0) log.line(`Skipped tests: ${total.skipped}`);
  log.line(summary);
  log.line(bare);
  return total.failed === 0 ? 0 : 1;
}

/**
 * @param {Step} step
 * @param {import('../base/reporter.mjs').Reporter} log
 * @param {AbortSignal} signal
 * @returns {Promise<Counts>}
 */
async function runStep(step, log, signal) {
  const startedAt = performance.now();
  log.line(`\n=== ${step.title}`);
  let counts;
  try {
    counts = await step.run();
  } catch (error) {
    if (signal.aborted || !(error instanceof UserError)) throw error;
    for (const line of [error.message, ...error.details]) log.line(line);
    counts = { ...NO_TESTS, failed: 1 };
  }
  signal.throwIfAborted();
  const ran = counts.passed > 0 ? ` (${counts.passed} passed, ${counts.failed} failed)` : '';
  log.line(
    `=== ${step.title}: ${counts.failed === 0 ? 'ok' : 'FAILED'}${ran}, ${formatDuration(performance.now() - startedAt)}`,
  );
  return counts;
}

/**
 * @param {SuiteContext} context
 * @param {ReturnType<typeof createServices>} services
 * @param {string} folder for the reports
 * @returns {Step[]}
 */
function stepsOf({ root, cacheDir, log, signal }, services, folder) {
  /** @type {(args: readonly string[], env?: NodeJS.ProcessEnv) => Promise<number>} */
  const node = (args, env = {}) => runVisibly(args, { cwd: root, env: { ...process.env, ...env }, signal });
  const { isTTY } = process.stdout;
  const report = (/** @type {string} */ name) => join(folder, `${name}.json`);

  const vitest = async (/** @type {string} */ project, /** @type {NodeJS.ProcessEnv} */ env) => {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report(project)}`];
    const code = await node([packageProgram(root, 'vitest'), 'run', '--project', project, ...reporters], env);
    return judge(countVitest(readReport(report(project))), code);
  };

  const playwright = async (/** @type {string} */ host, /** @type {NodeJS.ProcessEnv} */ hostEnv) => {
    const env = {
      ...hostEnv,
      MARGINIQ_E2E_HOST: host,
      MARGINIQ_CACHE: cacheDir,
      MONGODB_URI: await services.mongoUri(),
      MARGINIQ_CHROMIUM: await provideChromium({ log, signal }),
      PLAYWRIGHT_JSON_OUTPUT_FILE: report(host),
    };
    await buildApps({ root, log, signal });
    const program = packageProgram(root, '@playwright/test', 'playwright');
    const config = join('e2e', 'playwright.config.ts');
    const code = await node([program, 'test', '-c', config, '--reporter=list,json'], env);
    return judge(countPlaywright(readReport(report(host))), code);
  };

  let shownInElectron = false;

  return [
    {
      name: 'types',
      title: 'Typecheck',
      async run() {
        const tsc = packageProgram(root, 'typescript', 'tsc');
        let failed = 0;
        for (const one of typedFolders(root)) {
          const code = await node([tsc, '-p', join(one, 'tsconfig.json'), '--noEmit']);
          if (code !== 0) log.line(`Typecheck of ${one} failed.`);
          if (code !== 0) failed += 1;
        }
        return { ...NO_TESTS, failed };
      },
    },
    {
      name: 'lint',
      title: 'Lint',
      // Biome colours what goes to a file too, every word of it.
      run: async () =>
        checked(
          await node([packageProgram(root, '@biomejs/biome', 'biome'), 'ci', ...(isTTY ? [] : ['--colors=off']), '.']),
        ),
    },
    { name: 'unit', title: 'Unit tests', run: () => vitest('unit', {}) },
    {
      name: 'integration',
      title: 'Integration tests',
      run: async () => vitest('integration', { MONGODB_URI: await services.mongoUri() }),
    },
    {
      name: 'hostile',
      title: 'A hostile client',
      // The seed is fixed; `npm run test:hostile` draws new ones.
      run: async () => {
        const args = ['--seed', '19', '--report', report('hostile')];
        const env = { MONGODB_URI: await services.mongoUri() };
        const code = await node(['server/src/testing/hostile/main.ts', ...args], env);
        return judge(countTorture(readReport(report('hostile'))), code);
      },
    },
    {
      name: 'torture',
      title: 'Torture',
      // A MongoDB of its own: it is killed and stepped down. The seed is fixed; `npm run torture` draws new ones.
      run: async () => {
        const args = ['--short', '--minutes', '1.5', '--seconds', '20', '--seed', '8', '--report', report('torture')];
        const code = await node(['torture/src/main.ts', ...args], { MARGINIQ_CACHE: cacheDir });
        return judge(countTorture(readReport(report('torture'))), code);
      },
    },
    {
      name: 'electron',
      title: 'End-to-end tests in Electron',
      async run() {
        const electron = await provideElectron({ root, cacheDir, log, signal });
        if (electron.program === undefined) {
          log.line(`No Electron (${electron.why}): the desktop app was tested in Chromium alone.`);
          return NO_TESTS;
        }
        const desktop = await startDesktopIfPossible({ log, signal });
        if ('why' in desktop) {
          log.line(`No desktop (${desktop.why}): the desktop app was tested in Chromium alone.`);
          return NO_TESTS;
        }
        if (electron.isTestBuild) log.line(`In an old Electron (${TEST_ELECTRON_VERSION}), which is for tests only.`);
        try {
          const counts = await playwright('electron', { ...desktop.env, MARGINIQ_ELECTRON: electron.program });
          shownInElectron = true;
          return counts;
        } finally {
          await desktop.stop();
        }
      },
    },
    {
      name: 'e2e',
      title: 'End-to-end tests in Chromium',
      // What looks and behaves alike wherever the page is, Electron has shown just before, if there is one.
      run: () => playwright('chromium', shownInElectron ? { MARGINIQ_E2E_SHOWN: 'electron' } : {}),
    },
  ];
}

/**
 * Only Linux needs a desktop of the run's own; elsewhere there is one, with a key store that no program may replace.
 * @param {Pick<SuiteContext, 'log' | 'signal'>} context
 * @returns {Promise<import('../electron/desktop-session.mjs').DesktopSession | { why: string }>}
 */
async function startDesktopIfPossible(context) {
  if (process.platform !== 'linux') return { env: {}, stop: async () => undefined };
  try {
    return await startDesktopSession(context);
  } catch (error) {
    if (context.signal.aborted || !(error instanceof UserError)) throw error;
    return { why: error.message };
  }
}

/** @param {number} code */
function checked(code) {
  return { ...NO_TESTS, failed: code === 0 ? 0 : 1 };
}

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // The runner ended before it wrote one; its exit code tells the rest.
    return {};
  }
}
