import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLineOf, endProcess, isRunning, processStartMark } from '../base/processes.mjs';
import { writeAtomically } from '../base/write-atomically.mjs';

/**
 * The children that run on a data folder, on file, because a start that is killed outright leaves them behind.
 *
 * @typedef {{ pid: number, startMark: string }} ChildRecord
 * @typedef {Record<string, ChildRecord>} ChildRecords by name of the child
 */

const GRACE_MS = 8_000;

/**
 * @param {string} dataDir
 */
const fileIn = (dataDir) => join(dataDir, 'processes.json');

/**
 * @param {string} dataDir
 * @param {string} name
 * @param {number} pid
 */
export function recordChild(dataDir, name, pid) {
  const records = { ...readRecords(dataDir), [name]: { pid, startMark: processStartMark(pid) } };
  writeAtomically(fileIn(dataDir), `${JSON.stringify(records)}\n`);
}

/**
 * @param {string} dataDir
 * @param {string} name
 */
export function forgetChild(dataDir, name) {
  const { [name]: _gone, ...records } = readRecords(dataDir);
  writeAtomically(fileIn(dataDir), `${JSON.stringify(records)}\n`);
}

/**
 * Ends what a killed start left running on this data folder.
 * @param {string} dataDir
 * @param {import('../base/reporter.mjs').Reporter} log
 */
export async function endLeftovers(dataDir, log) {
  const leftovers = Object.entries(readRecords(dataDir)).filter(([, record]) => isSameProcess(record));
  await Promise.all(leftovers.map(([, { pid }]) => endProcess(pid, GRACE_MS)));
  for (const [name, { pid }] of leftovers) log.line(`Stopped the ${name} (process ${pid}) of a start that was killed.`);
  if (leftovers.length > 0) writeAtomically(fileIn(dataDir), '{}\n');
}

/**
 * Pids are used again: the start mark tells, and where there is none the command line.
 * @param {ChildRecord} record
 */
function isSameProcess({ pid, startMark }) {
  if (!isRunning(pid)) return false;
  return startMark === '' ? commandLineOf(pid).includes('server/src/') : processStartMark(pid) === startMark;
}

/**
 * @param {string} dataDir
 * @returns {ChildRecords}
 */
function readRecords(dataDir) {
  /** @type {ChildRecords} */
  const records = {};
  try {
    for (const [name, value] of Object.entries(JSON.parse(readFileSync(fileIn(dataDir), 'utf8')))) {
      if (Number.isInteger(value?.pid)) records[name] = { pid: value.pid, startMark: String(value.startMark ?? '') };
    }
  } catch {
    // None yet, or half a file of a crashed system: nothing to be trusted.
  }
  return records;
}
