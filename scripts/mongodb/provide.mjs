import { spawnSync } from 'node:child_process';
import { findOnPath } from '../base/processes.mjs';
import { createReporter, reportStep } from '../base/reporter.mjs';
import { UserError } from '../base/user-error.mjs';
import { chooseMongoDbSource } from './choose-source.mjs';
import { canDownloadOfficialBuild, hasOfficialBuild, officialBuild } from './official-build.mjs';
import { checkOwnServer } from './own-server.mjs';
import { runMongod } from './run-mongod.mjs';
import { readState } from './state-file.mjs';
import { canUseWine, hasWineBuild, wineBuild } from './wine-build.mjs';

const OLDEST_MAJOR_VERSION = 6;

/**
 * @typedef {object} ProvideOptions
 * @property {string} dataDir holds `mongodb/` (the files), `mongodb.json` (port and pid) and `logs/mongod.log`
 * @property {string} cacheDir where a fetched MongoDB is kept
 * @property {import('../base/reporter.mjs').Reporter} [log]
 * @property {string} [uri] the user's own MongoDB; default: MONGODB_URI
 * @property {number} [port] default: the one of last time, else a free one
 * @property {AbortSignal} [signal] ends a fetch that is under way
 * @property {boolean} [isMember] of a replica set of several, which the caller puts together
 * @property {boolean} [asksForPassword] default: true. Tests work without, which saves a start and every connection's hashing
 *
 * @typedef {object} ProvidedMongoDb
 * @property {string} uri a replica set's connection string, without a database name
 * @property {import('./choose-source.mjs').SourceKind} source
 * @property {Promise<void>} gone settles when the server ended without being asked; never for the user's own
 * @property {string} logFile empty for the user's own
 * @property {() => Promise<void>} stop ends the server cleanly; does nothing to the user's own
 */

/**
 * Gives a running MongoDB replica set, fetched where that is needed.
 * @param {ProvideOptions} options
 * @returns {Promise<ProvidedMongoDb>}
 */
export async function provideMongoDb(options) {
  const { dataDir, cacheDir, signal, log = createReporter(), asksForPassword = true } = options;
  const uri = options.uri ?? process.env.MONGODB_URI?.trim();
  const mongodOnPath = findOnPath('mongod', { accept: isRecentMongod });
  const source = await chooseMongoDbSource({
    uri,
    remembered: readState(dataDir)?.source,
    hasMongodOnPath: () => mongodOnPath !== undefined,
    hasOfficialBuild: () => hasOfficialBuild(cacheDir),
    hasWineBuild: () => hasWineBuild(cacheDir),
    canDownloadOfficial: canDownloadOfficialBuild,
    canUseWine,
  });
  if (source === 'uri' && uri) {
    await checkOwnServer(uri);
    return { uri, source, gone: new Promise(() => undefined), logFile: '', stop: async () => undefined };
  }
  const program = await programOf(source, { cacheDir, mongodOnPath, log, signal });
  signal?.throwIfAborted();
  const { port: wishedPort, isMember } = options;
  return runMongod(program, {
    dataDir,
    source: source ?? 'path',
    wishedPort,
    log,
    signal,
    isMember,
    // Several members sign in to each other by a key of theirs, which whoever puts them together would have to give them.
    asksForPassword: asksForPassword && !isMember,
  });
}

/**
 * @param {import('./choose-source.mjs').SourceKind | undefined} source
 * @param {import('./wine-build.mjs').FetchOptions & { mongodOnPath: string | undefined }} options
 * @returns {Promise<import('./mongod-process.mjs').MongodProgram>}
 */
async function programOf(source, { mongodOnPath, ...options }) {
  if (source === 'path' && mongodOnPath) return nativeProgram(mongodOnPath);
  if (source === 'official') {
    const cached = await hasOfficialBuild(options.cacheDir);
    const fetching = () => officialBuild(options.cacheDir);
    return nativeProgram(cached ? await fetching() : await reportStep(options.log, 'Downloading MongoDB', fetching));
  }
  if (source === 'wine') return wineBuild(options);
  throw new UserError(
    'No MongoDB: there is no mongod on the PATH and its download host does not answer. ' +
      'Connect to the internet once, install mongod, or set MONGODB_URI to a replica set.',
  );
}

/**
 * @param {string} command
 * @returns {import('./mongod-process.mjs').MongodProgram}
 */
function nativeProgram(command) {
  return { command, firstArgs: [], underWine: false };
}

/**
 * @param {string} file
 * @returns {boolean}
 */
function isRecentMongod(file) {
  const { stdout } = spawnSync(file, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  return Number(/db version v(\d+)\./.exec(stdout ?? '')?.[1] ?? 0) >= OLDEST_MAJOR_VERSION;
}
