import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { acquireLock } from '../base/lock-file.mjs';
import { rotateLog } from '../base/log-file.mjs';
import { reportStep } from '../base/reporter.mjs';
import { errorMessage, UserError } from '../base/user-error.mjs';
import {
  keepCredentials,
  keyFileIn,
  makeCredentials,
  makeKeyFile,
  makePrivateFolder,
  readCredentials,
} from './credentials.mjs';
import { keepMongodLogSmall, lastWordsOfMongod } from './mongod-log.mjs';
import { endMongod, endOrphan, mongodArguments, spawnMongod } from './mongod-process.mjs';
import { choosePort } from './ports.mjs';
import { becomeMember, becomePrimary, makeUser, replicaSetUri } from './replica-set.mjs';
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
 * @property {boolean} asksForPassword
 */

/**
 * Runs a mongod on a data folder: one at a time, on the same port as last time, whatever the last one left behind.
 * @param {import('./mongod-process.mjs').MongodProgram} program
 * @param {RunOptions} options
 * @returns {Promise<import('./provide.mjs').ProvidedMongoDb>}
 */
export async function runMongod(program, { dataDir, source, wishedPort, log, signal, isMember, asksForPassword }) {
  const logFile = join(dataDir, 'logs', 'mongod.log');
  for (const folder of [dataDir, dbPathIn(dataDir), join(dataDir, 'logs')]) makePrivateFolder(folder);
  const lock = acquireLock(join(dataDir, 'mongodb.lock'));
  if (!lock.held) {
    throw new UserError(`The MongoDB in ${dataDir} is in use by process ${lock.holder.pid}. Stop that one first.`);
  }
  try {
    if (await endLeftMongoDb(dataDir)) log.line('Stopped the MongoDB of a start that was killed.');
    rotateLog(logFile);
    const lastPort = readState(dataDir)?.port;
    const port = await choosePort(wishedPort ?? lastPort);
    const isNew = !existsSync(join(dbPathIn(dataDir), 'WiredTiger'));
    const start = { dataDir, logFile, port, source, signal, isMember };
    const { server, credentials } = await reportStep(
      log,
      isNew ? 'Starting MongoDB with a new data folder' : 'Starting MongoDB',
      async () => {
        const known = asksForPassword
          ? await provideCredentials(program, { ...start, hasMoved: port !== lastPort })
          : null;
        return { credentials: known, server: await startServer(program, { ...start, credentials: known }) };
      },
    );
    const leaveLog = keepMongodLogSmall({ port, credentials, logFile });
    let asked = false;
    return {
      uri: replicaSetUri({ port, credentials }),
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
  const wasThere = await endOrphan({ ...remembered, credentials: readCredentials(dataDir) }, dbPathIn(dataDir));
  if (remembered.winePrefix !== null) await removePrefix(remembered.winePrefix);
  return wasThere;
}

/**
 * @typedef {Pick<RunOptions, 'dataDir' | 'source' | 'signal' | 'isMember'> & { logFile: string, port: number }} StartOptions
 */

/**
 * Adds a password to data that has none yet: new data, and that of an earlier version, whose password is kept, or whose
 * password file was lost. mongod is started once without authentication, to create its user; and also if it came up on another
 * port, because its replica set must learn that before anybody can sign in.
 * @param {import('./mongod-process.mjs').MongodProgram} program
 * @param {StartOptions & { hasMoved: boolean }} options
 * @returns {Promise<import('./credentials.mjs').Credentials>}
 */
async function provideCredentials(program, { hasMoved, ...start }) {
  const { dataDir, port } = start;
  makeKeyFile(dataDir);
  const known = readCredentials(dataDir);
  if (known !== null && !hasMoved) return known;
  const credentials = known ?? makeCredentials();
  const server = await startServer(program, { ...start, credentials: null });
  try {
    await makeUser(port, credentials);
    keepCredentials(dataDir, credentials);
  } finally {
    await server.end();
  }
  return credentials;
}

/**
 * @param {import('./mongod-process.mjs').MongodProgram} program
 * @param {StartOptions & { credentials: import('./credentials.mjs').Credentials | null }} options
 */
async function startServer(program, { dataDir, source, logFile, port, signal, isMember, credentials }) {
  const prefix = await program.makePrefix?.();
  const keyFile = credentials === null ? null : keyFileIn(dataDir);
  const args = mongodArguments(program, { dbPath: dbPathIn(dataDir), logFile, port, keyFile });
  const server = await spawnMongod(program, args, prefix?.env ?? process.env);
  // Before anything else can happen: only this file leads a later start to a server that this one leaves behind.
  writeState(dataDir, { port, source, pid: server.pid, winePrefix: prefix?.folder ?? null });
  let isAlive = true;
  server.exited.then(() => {
    isAlive = false;
  });
  const end = async () => {
    await endMongod({ pid: server.pid, port, credentials });
    await prefix?.remove();
    writeState(dataDir, { port, source, pid: null, winePrefix: null });
  };
  try {
    const become = isMember ? becomeMember : becomePrimary;
    await become({ port, credentials }, { isAlive: () => isAlive, timeoutMs: READY_TIMEOUT_MS, signal });
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
