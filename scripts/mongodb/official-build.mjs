import { join } from 'node:path';
import { errorMessage, UserError } from '../base/user-error.mjs';

/** The same version from every source, so that a data folder can move from one to another. */
export const MONGODB_VERSION = '7.0.15';

const DOWNLOAD_HOST = 'https://fastdl.mongodb.org';
const PROBE_TIMEOUT_MS = 4_000;

/**
 * @param {string} cacheDir
 */
function binaryOptions(cacheDir) {
  return { version: MONGODB_VERSION, downloadDir: join(cacheDir, 'mongodb-official') };
}

/**
 * @param {string} cacheDir
 * @returns {Promise<boolean>}
 */
export async function hasOfficialBuild(cacheDir) {
  const { DryMongoBinary } = await import('mongodb-memory-server-core/lib/util/DryMongoBinary.js');
  try {
    return (await DryMongoBinary.locateBinary(binaryOptions(cacheDir))) !== undefined;
  } catch {
    // Thrown for a system that MongoDB has no build for.
    return false;
  }
}

/**
 * @returns {Promise<boolean>}
 */
export async function canDownloadOfficialBuild() {
  try {
    await fetch(DOWNLOAD_HOST, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string} cacheDir
 * @returns {Promise<string>} path of the mongod binary, fetched when it is not there yet
 */
export async function officialBuild(cacheDir) {
  const { MongoBinary } = await import('mongodb-memory-server-core/lib/util/MongoBinary.js');
  try {
    return await MongoBinary.getPath(binaryOptions(cacheDir));
  } catch (error) {
    throw new UserError(
      `MongoDB ${MONGODB_VERSION} could not be downloaded: ${errorMessage(error).split('\n')[0]}. ` +
        'Install mongod yourself, or set MONGODB_URI to a replica set.',
      { cause: error },
    );
  }
}
