import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../base/write-atomically.mjs';

/**
 * What a data folder stores about its MongoDB.
 *
 * @typedef {object} MongoState
 * @property {number} port the replica set's configuration holds it, so it is kept from start to start
 * @property {import('./choose-source.mjs').SourceKind} source
 * @property {number | null} pid the running server; a start that was killed leaves it behind
 * @property {string | null} winePrefix the folder that goes with that server
 */

/**
 * @param {string} dataDir
 */
const fileIn = (dataDir) => join(dataDir, 'mongodb.json');

/**
 * @param {string} dataDir
 * @returns {MongoState | undefined}
 */
export function readState(dataDir) {
  try {
    const value = JSON.parse(readFileSync(fileIn(dataDir), 'utf8'));
    if (!Number.isInteger(value?.port)) return undefined;
    const source = value.source === 'path' || value.source === 'official' ? value.source : 'wine';
    const winePrefix = typeof value.winePrefix === 'string' ? value.winePrefix : null;
    return { port: value.port, source, pid: Number.isInteger(value.pid) ? value.pid : null, winePrefix };
  } catch {
    return undefined;
  }
}

/**
 * @param {string} dataDir
 * @param {MongoState} state
 */
export function writeState(dataDir, state) {
  writeAtomically(fileIn(dataDir), `${JSON.stringify(state)}\n`);
}
