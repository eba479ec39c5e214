import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { acquireLock } from '../base/lock-file.mjs';
import { rotateLog } from '../base/log-file.mjs';
import { reportStep } from '../base/reporter.mjs';
import { errorMessage, UserError } from '../base/user-error.mjs';
import { keepMongodLogSmall, lastWordsOfMongod } from './mongod-log.mjs';
import { endMongod, endOrphan, mongodArguments, spawnMongod } from './mongod-process.mjs';
import { choosePort } from './ports.mjs';
import { becomeMember, becomePrimary, replicaSetUri } from './replica-set.mjs';
import { readState, writeState } from './state-file.mjs';
import { removePrefix } from './wine-prefix.mjs';

/** Recovering the journal of a killed server takes longer than a plain start. */
const READY_TIMEOUT_MS = 120_000;

/**
 * @typedef {object} RunOptions
 * @property {string} dataDir
 * @property {import('./choose-source.mjs').SourceKind} source
 * @property {number | undefined} wishedPort
 * @property {import('../base/reporter.mjs').Reporter} log
 * @property {AbortSignal | undefined} signal
 * @property {boolean} [isMember] of a replica set of several, which somebody else puts together
 */

/**
 * Runs a mongod on a data folder: one at a time, on the same port as last time, whatever the last one left behind.
 * @param {import('./mongod-process.mjs').MongodProgram} program
 * @param {RunOptions} options
 * @returns {Promise<import('./provide.mjs').ProvidedMongoDb>}
 */
export async function runMongod(program, { dataDir, source, wishedPort, log, signal, isMember }) {
  const logFile = join(dataDir, 'logs', 'mongod.log');
  mkdirSync(dbPathIn(dataDir), { recursive: true });
  mkdirSync(join(dataDir, 'logs'), { recursive: true });
  const lock = acquireLock(join(dataDir, 'mongodb.lock'));
  if (!lock.held) {
    throw new UserError(`The MongoDB in ${dataDir} is in use by process ${lock.holder.pid}. Stop that one first.`);
  }
  try {
    if (await endLeftMongoDb(dataDir)) log.line('Stopped the MongoDB of a start that was killed.');
    rotateLog(logFile);
    const port = await choosePort(wishedPort ?? readState(dataDir)?.port);
    const isNew = !existsSync(join(dbPathIn(dataDir), 'WiredTiger'));
    const server = await reportStep(log, isNew ? 'Starting MongoDB with a new data folder' : 'Starting MongoDB', () =>
      startServer(program, { dataDir, logFile, port, source, signal, isMember }),
    );
    const leaveLog = keepMongodLogSmall({ port, logFile });
    let asked = false;
    return {
      uri: replicaSetUri(port),
      source,
      logFile,
      gone: new Promise((resolve) => server.exited.then(() => (asked ? undefined : resolve()))),
      async stop() {
        asked = true;
        leaveLog();
        try {
          await server.end();
        } finally {
          lock.release();
        }
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * Ends the server that a killed process has left running on this data folder.
 * @param {string} dataDir
 * @returns {Promise<boolean>} whether there was one
 */
export async function endLeftMongoDb(dataDir) {
  const remembered = readState(dataDir);
  if (remembered === undefined) return false;
  const wasThere = await endOrphan(remembered, dbPathIn(dataDir));
  if (remembered.winePrefix !== null) await removePrefix(remembered.winePrefix);
  return wasThere;
}

/**
 * @param {import('./mongod-process.mjs').MongodProgram} program
 * @param {Pick<RunOptions, 'dataDir' | 'source' | 'signal' | 'isMember'> & { logFile: string, port: number }} options
 */
async function startServer(program, { dataDir, source, logFile, port, signal, isMember }) {
  const prefix = await program.makePrefix?.();
  const args = mongodArguments(program, { dbPath: dbPathIn(dataDir), logFile, port });
  const server = await spawnMongod(program, args, prefix?.env ?? process.env);
  // Before anything else can happen: only this file leads a later start to a server that this one leaves behind.
  writeState(dataDir, { port, source, pid: server.pid, winePrefix: prefix?.folder ?? null });
  let isAlive = true;
  server.exited.then(() => {
    isAlive = false;
  });
  const end = async () => {
    await endMongod({ pid: server.pid, port });
    await prefix?.remove();
    writeState(dataDir, { port, source, pid: null, winePrefix: null });
  };
  try {
    const become = isMember ? becomeMember : becomePrimary;
    await become(port, { isAlive: () => isAlive, timeoutMs: READY_TIMEOUT_MS, signal });
    return { exited: server.exited, end };
  } catch (error) {
    await end();
    signal?.throwIfAborted();
    throw new UserError(`MongoDB did not start (${errorMessage(error)}). Its log is ${logFile}.`, {
      details: lastWordsOfMongod(logFile),
      cause: error,
    });
  }
}

/** @param {string} dataDir */
function dbPathIn(dataDir) {
  return join(dataDir, 'mongodb');
}
