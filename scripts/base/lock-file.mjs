import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isRunning, processStartMark } from './processes.mjs';
import { errorCode } from './user-error.mjs';

/**
 * A lock that only a living process can hold: the file names the holder by pid and start mark, so the lock of a
 * killed process is taken over, even when its pid has been given to another program since.
 *
 * @typedef {{ pid: number, startMark: string }} LockHolder
 * @typedef {{ held: true, release: () => void } | { held: false, holder: LockHolder }} LockResult
 */

/**
 * @param {string} file
 * @returns {LockResult}
 */
export function acquireLock(file) {
  const own = { pid: process.pid, startMark: processStartMark(process.pid) };
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(own));
  try {
    for (;;) {
      try {
        // A link appears with its whole content or not at all; an exclusive open could leave an empty lock behind.
        linkSync(draft, file);
        return { held: true, release: () => releaseLock(file, own) };
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
      }
      const holder = readHolder(file);
      if (holder !== undefined && isHolding(holder)) return { held: false, holder };
      takeAway(file, holder);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Two starts may find the same stale lock. Renaming it aside and looking again keeps the slower one from removing
 * the fresh lock of the faster one.
 * @param {string} file
 * @param {LockHolder | undefined} stale
 */
function takeAway(file, stale) {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  const moved = readHolder(aside);
  if (moved !== undefined && moved.pid !== stale?.pid && isHolding(moved)) renameSync(aside, file);
  else rmSync(aside, { force: true });
}

/**
 * @param {string} file
 * @param {LockHolder} own
 */
function releaseLock(file, own) {
  const holder = readHolder(file);
  if (holder?.pid === own.pid && holder.startMark === own.startMark) rmSync(file, { force: true });
}

/**
 * @param {LockHolder} holder
 * @returns {boolean}
 */
function isHolding(holder) {
  return isRunning(holder.pid) && processStartMark(holder.pid) === holder.startMark;
}

/**
 * @param {string} file
 * @returns {LockHolder | undefined}
 */
function readHolder(file) {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value?.pid === 'number' ? { pid: value.pid, startMark: String(value.startMark ?? '') } : undefined;
  } catch {
    return undefined;
  }
}
