import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode, errorMessage, UserError } from './user-error.mjs';

const GB = 1024 ** 3;
const NEARLY_NOTHING = 20 * 1024 ** 2;

/** What each folder has to take in; measured, with room to spare. */
export const NEEDED_SPACE = { data: 1 * GB, install: 2 * GB, mongodbBuild: 1 * GB };

/**
 * @typedef {(folder: string) => { bavail: number, bsize: number }} ReadFileSystem
 */

/**
 * Fails before the long steps rather than in the middle of one.
 * @param {{ folder: string, needed: number, advice: string, readFileSystem?: ReadFileSystem }} request
 */
export function requireFreeSpace({ folder, needed, advice, readFileSystem = statfsSync }) {
  const { bavail, bsize } = readFileSystem(nearestExisting(folder));
  const free = bavail * bsize;
  if (free >= needed) return;
  throw new UserError(
    `Not enough disk space for ${folder}: ${(free / GB).toFixed(2)} GB free, ${(needed / GB).toFixed(0)} GB needed. ${advice}`,
  );
}

/**
 * When a program is lost, a full disk is the likely reason and often cannot even be logged.
 * @param {string} folder
 * @param {ReadFileSystem} [readFileSystem]
 * @returns {UserError | undefined}
 */
export function fullDiskError(folder, readFileSystem = statfsSync) {
  const { bavail, bsize } = readFileSystem(nearestExisting(folder));
  if (bavail * bsize > NEARLY_NOTHING) return undefined;
  return new UserError(`The disk of ${folder} is full. Free at least 1 GB there, then start again: the data is kept.`);
}

/**
 * Whether a step failed for want of space: a Node error's code, or the words of a program that was run.
 * @param {unknown} error
 * @returns {boolean}
 */
export function isDiskFull(error) {
  if (errorCode(error) === 'ENOSPC') return true;
  const words = [errorMessage(error), ...(error instanceof UserError ? error.details : [])];
  return words.some((line) => /ENOSPC|no space left on device|not enough space on the disk/i.test(line));
}

/** @param {string} folder */
function nearestExisting(folder) {
  let current = folder;
  while (!existsSync(current) && dirname(current) !== current) current = dirname(current);
  return current;
}
