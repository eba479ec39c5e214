import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fullDiskError, isDiskFull } from '../base/disk-space.mjs';
import { repoRoot } from '../base/paths.mjs';
import { UserError } from '../base/user-error.mjs';
import { buildApps } from '../build/build-apps.mjs';
import { lastWordsOfMongod } from '../mongodb/mongod-log.mjs';
import { provideMongoDb } from '../mongodb/provide.mjs';
import { demoTable, seedDemo } from './demo.mjs';
import { openDesktopApp } from './desktop-app.mjs';
import { untilHealthy } from './health.mjs';
import { takeInstanceLock } from './instance-lock.mjs';
import { endLeftovers, forgetChild, recordChild } from './leftovers.mjs';
import { requireDataFolder, requireFreePort } from './preflight.mjs';
import { sessionSecret } from './secrets.mjs';
import { superviseChild } from './supervised-child.mjs';

const READY_TIMEOUT_MS = 90_000;

/**
 * @typedef {object} LaunchContext
 * @property {import('./settings.mjs').Settings} settings
 * @property {import('../base/reporter.mjs').Reporter} log
 * @property {AbortSignal} signal asks to stop
 */

/**
 * The quick checks, ahead of the steps that take minutes.
 * @param {LaunchContext} context
 */
export async function checkBeforehand({ settings, log, signal }) {
  requireDataFolder(settings.dataDir);
  const release = await takeInstanceLock({ dataDir: settings.dataDir, url: settings.url, log, signal });
  try {
    await endLeftovers(settings.dataDir, log);
    await requireFreePort(settings);
  } finally {
    // The lock belongs to the process that does the work; this one may hand over to the pinned Node.
    release();
  }
}

/**
 * Brings everything up, runs until asked to stop or something is lost, and takes everything down in order.
 * @param {LaunchContext} context
 */
export async function launch({ settings, log, signal }) {
  const { dataDir, url } = settings;
  /** @type {(() => Promise<void> | void)[]} */
  const takeDown = [];
  const lost = createLoss(dataDir);
  try {
    requireDataFolder(dataDir);
    takeDown.push(await takeInstanceLock({ dataDir, url, log, signal }));
    await endLeftovers(dataDir, log);
    await requireFreePort(settings);
    mkdirSync(join(dataDir, 'logs'), { recursive: true });

    const mongo = await provideMongoDb({ dataDir, cacheDir: settings.cacheDir, log, signal });
    takeDown.push(mongo.stop);
    mongo.gone.then(() =>
      lost.report(
        new UserError(`MongoDB ended unexpectedly. Its log is ${mongo.logFile}; the last lines:`, {
          details: lastWordsOfMongod(mongo.logFile),
        }),
      ),
    );
    await buildApps({ root: repoRoot, log, signal });
    const env = childEnvironment(settings, mongo.uri);
    const demo = settings.seedsDemo ? await seedDemo({ root: repoRoot, dataDir, env, log, signal }) : undefined;

    const step = log.step('Starting the server');
    const untilWorks = Promise.withResolvers();
    const supervise = (/** @type {string} */ name, /** @type {(msg: string) => void} */ onMessage) => {
      const logFile = join(dataDir, 'logs', `${name}.log`);
      const child = superviseChild(
        { name, args: [join('server', 'src', `${name}.ts`)], env, cwd: repoRoot, logFile },
        {
          print: log.line,
          onMessage,
          onStarted: (pid) => recordChild(dataDir, name, pid),
          onStopped: () => forgetChild(dataDir, name),
          onLost: lost.report,
        },
      );
      takeDown.push(child.stop);
      child.start();
    };
    const ready = async (/** @type {Promise<unknown>} */ one) => {
      await inTime(Promise.race([one, lost.happened, stop(signal)]), dataDir);
      signal.throwIfAborted();
    };
    // One after the other: each makes the collections that are missing, and in a new database a MongoDB under Wine hangs when
    // two make the same one at once.
    supervise('api', () => undefined);
    await ready(untilHealthy(url, signal));
    supervise('worker', (msg) => {
      if (msg === 'worker ready') untilWorks.resolve(undefined);
    });
    await ready(untilWorks.promise);
    step.done();

    for (const line of addresses(url)) log.line(line);
    if (demo) for (const line of ['', 'Demo logins:', ...demoTable(demo), '']) log.line(line);
    if (!settings.seedsDemo) for (const line of ownCompany()) log.line(line);
    log.line(`MarginIQ is ready: ${url}/app/ (Ctrl-C stops it)`);
    const { cacheDir, open } = settings;
    takeDown.push(await openDesktopApp({ root: repoRoot, url, open, cacheDir, log, signal }));
    await Promise.race([lost.happened, stop(signal)]);
  } finally {
    await stopAll(takeDown, log);
  }
}

/**
 * @param {import('./settings.mjs').Settings} settings
 * @param {string} mongoUri
 * @returns {NodeJS.ProcessEnv}
 */
function childEnvironment(settings, mongoUri) {
  return {
    ...process.env,
    NODE_ENV: 'production',
    MONGODB_URI: mongoUri,
    MARGINIQ_PORT: String(settings.port),
    MARGINIQ_HOST: settings.host,
    MARGINIQ_DATA: settings.dataDir,
    MARGINIQ_JWT_SECRET: process.env.MARGINIQ_JWT_SECRET || sessionSecret(settings.dataDir),
  };
}

/** @param {string} url */
function addresses(url) {
  return [
    '',
    `  Desktop app in a browser  ${url}/app/`,
    `  Admin console             ${url}/admin/`,
    `  Health                    ${url}/health`,
  ];
}

/** How to continue where no demo company is made. */
function ownCompany() {
  return [
    '',
    'No demo companies are made. A company of your own, while this runs, in another terminal:',
    '  npm run company -- create',
    '',
  ];
}

/**
 * A failure that may come at any time, from several sides; the first one counts.
 * @param {string} dataDir
 */
function createLoss(dataDir) {
  const { promise, reject } = Promise.withResolvers();
  // Awaited only in places; until then a rejection is not "unhandled".
  promise.catch(() => undefined);
  return {
    happened: /** @type {Promise<never>} */ (promise),
    report: (/** @type {UserError} */ error) => reject(fullDiskError(dataDir) ?? error),
  };
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function stop(signal) {
  return new Promise((resolve) => {
    // An abort listener alone does not keep the process alive.
    const alive = setInterval(() => undefined, 60_000);
    const done = () => {
      clearInterval(alive);
      resolve();
    };
    if (signal.aborted) done();
    else signal.addEventListener('abort', done, { once: true });
  });
}

/**
 * @param {Promise<unknown>} work
 * @param {string} dataDir
 */
async function inTime(work, dataDir) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_resolve, reject) => {
    const message = `The server is not ready after ${READY_TIMEOUT_MS / 1000} s. Its logs are in ${join(dataDir, 'logs')}.`;
    timer = setTimeout(() => reject(new UserError(message)), READY_TIMEOUT_MS);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * In reverse order of coming up: the desktop app, the worker, the api, MongoDB, the lock.
 * @param {(() => Promise<void> | void)[]} takeDown
 * @param {import('../base/reporter.mjs').Reporter} log
 */
async function stopAll(takeDown, log) {
  if (takeDown.length <= 1) return takeDown[0]?.();
  const step = log.step('Stopping MarginIQ');
  for (const one of takeDown.reverse()) {
    try {
      await one();
    } catch (error) {
      // On a full disk no note can be taken of what has stopped; the next start looks for itself.
      if (!isDiskFull(error)) log.line(`  ${String(error)}`);
    }
  }
  step.done();
}
