import { closeSync, fstatSync, openSync, readSync, renameSync, statSync, writeSync } from 'node:fs';

export const LOG_LIMIT_BYTES = 10 * 1024 * 1024;
const TAIL_BYTES = 64 * 1024;

/**
 * Puts a grown log aside as `<file>.1`, replacing the one before: at most two files, whatever happens.
 * @param {string} file
 * @param {number} [limit]
 * @returns {boolean} whether it was moved
 */
export function rotateLog(file, limit = LOG_LIMIT_BYTES) {
  try {
    if (statSync(file).size < limit) return false;
    renameSync(file, `${file}.1`);
    return true;
  } catch {
    // Not there yet.
    return false;
  }
}

/**
 * Appends lines to a log and rotates it as it grows. Writes are synchronous, so the last words of a dying child are in
 * the file before anybody reads its tail.
 * @param {string} file
 * @param {{ limit?: number, onError?: (error: unknown) => void }} [options] onError called once, for example for a full
 * disk
 */
export function openLog(file, { limit = LOG_LIMIT_BYTES, onError } = {}) {
  rotateLog(file, limit);
  let handle = openSync(file, 'a');
  let size = fstatSync(handle).size;
  let isBroken = false;
  return {
    /** @param {string} line */
    write(line) {
      try {
        if (size >= limit) {
          closeSync(handle);
          renameSync(file, `${file}.1`);
          handle = openSync(file, 'a');
          size = 0;
        }
        size += writeSync(handle, `${line}\n`);
      } catch (error) {
        // A log that cannot be written must not take the program down, but nobody should miss it either.
        if (!isBroken) onError?.(error);
        isBroken = true;
      }
    },
    close() {
      closeSync(handle);
    },
  };
}

/**
 * The last lines of a log, however large it is.
 * @param {string} file
 * @param {number} count
 * @returns {string[]}
 */
export function readTail(file, count) {
  let handle;
  try {
    handle = openSync(file, 'r');
    const { size } = fstatSync(handle);
    const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(handle, buffer, 0, buffer.length, size - buffer.length);
    return buffer
      .toString('utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(-count);
  } catch {
    return [];
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
