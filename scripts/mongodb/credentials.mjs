import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../base/write-atomically.mjs';

/**
 * The login of a data folder's MongoDB: every user of this computer can connect to its port, so it requires one.
 *
 * @typedef {{ user: string, password: string }} Credentials
 */

const USER = 'marginiq';

/** @param {string} dataDir */
const fileIn = (dataDir) => join(dataDir, 'mongodb-password.json');

/**
 * The key that the members of a replica set know each other by. With one member it only switches on that MongoDB asks
 * everybody for a password.
 * @param {string} dataDir
 */
export const keyFileIn = (dataDir) => join(dataDir, 'mongodb.key');

/**
 * @param {string} dataDir
 * @returns {Credentials | null} null where its MongoDB has never asked for any, or the file is lost or damaged
 */
export function readCredentials(dataDir) {
  try {
    const { user, password } = JSON.parse(readFileSync(fileIn(dataDir), 'utf8'));
    return typeof user === 'string' && typeof password === 'string' ? { user, password } : null;
  } catch {
    return null;
  }
}

/** @returns {Credentials} */
export function makeCredentials() {
  return { user: USER, password: randomBytes(32).toString('base64url') };
}

/**
 * Only once MongoDB knows them: what the file says must open it.
 * @param {string} dataDir
 * @param {Credentials} credentials
 */
export function keepCredentials(dataDir, credentials) {
  writeAtomically(fileIn(dataDir), `${JSON.stringify(credentials)}\n`, { mode: 0o600 });
}

/** @param {string} dataDir */
export function makeKeyFile(dataDir) {
  const file = keyFileIn(dataDir);
  if (existsSync(file)) return;
  writeAtomically(file, `${randomBytes(96).toString('base64')}\n`, { mode: 0o600 });
}

/**
 * A folder that nobody else on this computer can look into, whoever made it and how.
 * @param {string} folder
 */
export function makePrivateFolder(folder) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
}
