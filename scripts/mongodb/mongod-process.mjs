import { spawn } from 'node:child_process';
import { commandLineOf, endProcess, isRunning, waitUntil } from '../base/processes.mjs';
import { acceptsConnections, connectDirectly } from './replica-set.mjs';

const CLEAN_SHUTDOWN_MS = 15_000;
const SIGNAL_GRACE_MS = 5_000;

/**
 * @typedef {import('./replica-set.mjs').Reached} Reached
 *
 * @typedef {object} MongodProgram how to start a mongod of whatever source
 * @property {string} command
 * @property {readonly string[]} firstArgs
 * @property {boolean} underWine
 * @property {() => Promise<import('./wine-prefix.mjs').WinePrefix>} [makePrefix] under Wine: the surroundings of one run
 *
 * @typedef {object} MongodProcess
 * @property {number} pid
 * @property {Promise<number | null>} exited its exit code
 */

/**
 * @param {MongodProgram} program
 * @param {{ dbPath: string, logFile: string, port: number, keyFile: string | null }} options with a key, everybody is asked for
 *   a password
 * @returns {string[]}
 */
export function mongodArguments(program, { dbPath, logFile, port, keyFile }) {
  return [
    ...program.firstArgs,
    ...['--replSet', 'rs0', '--bind_ip', '127.0.0.1', '--port', String(port)],
    ...['--dbpath', dbPath, '--storageEngine', 'wiredTiger'],
    ...(keyFile === null ? [] : ['--keyFile', keyFile]),
    // Modest on a machine that also runs a browser: the defaults take half the memory and 5 % of the disk.
    ...['--wiredTigerCacheSizeGB', '1', '--oplogSize', '1024'],
    ...['--logpath', logFile, '--logappend', '--logRotate', 'reopen', '--quiet'],
    // MongoDB keeps the transaction of a server process that died open for this long, and nobody else of the company can
    // commit meanwhile. Its own default is a minute, longer than a client waits for an answer.
    ...['--setParameter', 'transactionLifetimeLimitSeconds=20'],
    // Under Wine the diagnostics thread throws, and mongod ends within two minutes.
    ...(program.underWine ? ['--setParameter', 'diagnosticDataCollectionEnabled=false'] : []),
    ...(program.underWine || process.platform === 'win32' ? [] : ['--nounixsocket']),
  ];
}

/**
 * @param {MongodProgram} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<MongodProcess>}
 */
export function spawnMongod(program, args, env) {
  const child = spawn(program.command, args, {
    // Under Wine a path without a drive letter belongs to the drive of the working folder: `/` is Z:, all of Unix.
    cwd: program.underWine ? '/' : undefined,
    env,
    stdio: 'ignore',
    // A group of its own: Ctrl-C in a terminal reaches the whole foreground group, and MongoDB has to end last.
    detached: process.platform !== 'win32',
  });
  const exited = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve({ pid: child.pid ?? 0, exited: /** @type {Promise<number | null>} */ (exited) }));
  });
}

/**
 * Ends a mongod: by its own shutdown command, which flushes everything, else by signals.
 * @param {{ pid: number } & Reached} mongod
 */
export async function endMongod({ pid, ...server }) {
  if (!isRunning(pid)) return;
  // One that is still starting does not listen yet, so it would never obey.
  const wasAsked = await askToShutDown(server);
  if (wasAsked && (await waitUntil(() => !isRunning(pid), CLEAN_SHUTDOWN_MS))) return;
  await endProcess(pid, SIGNAL_GRACE_MS);
}

/**
 * A start that was killed leaves its mongod running on the data. It is found by pid and command line, or by asking the
 * server at the remembered port for its data path, and ended.
 * @param {{ pid: number | null } & Reached} remembered
 * @param {string} dbPath
 * @returns {Promise<boolean>} whether there was one
 */
export async function endOrphan({ pid, ...server }, dbPath) {
  if (pid !== null && isRunning(pid) && commandLineOf(pid).includes(dbPath)) {
    await endMongod({ pid, ...server });
    return true;
  }
  if ((await dataPathOfServerAt(server)) !== dbPath) return false;
  if (!(await askToShutDown(server))) return false;
  // Its pid is not known here; the port is free when it is gone.
  const deadline = performance.now() + CLEAN_SHUTDOWN_MS;
  while (performance.now() < deadline && (await dataPathOfServerAt(server)) !== undefined);
  return true;
}

/**
 * @param {Reached} server
 * @returns {Promise<boolean>} whether it will end
 */
async function askToShutDown(server) {
  if (!(await acceptsConnections(server.port))) return false;
  const client = await connectDirectly(server);
  try {
    await client.db('admin').command({ shutdown: 1, force: true, timeoutSecs: 0 });
    return true;
  } catch (error) {
    // The server closes the connection as it goes: that is its yes. A no has MongoDB's code number.
    return typeof (/** @type {{ code?: unknown }} */ (error).code) !== 'number';
  } finally {
    await client.close();
  }
}

/**
 * @param {Reached} server
 * @returns {Promise<string | undefined>}
 */
async function dataPathOfServerAt(server) {
  if (!(await acceptsConnections(server.port))) return undefined;
  const client = await connectDirectly(server);
  try {
    const answer = await client.db('admin').command({ getCmdLineOpts: 1 });
    return answer.parsed?.storage?.dbPath;
  } catch {
    return undefined;
  } finally {
    await client.close();
  }
}
