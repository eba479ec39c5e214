import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { acquireLock } from '../base/lock-file.mjs';
import { UserError } from '../base/user-error.mjs';
import { writeAtomically } from '../base/write-atomically.mjs';
import { readHealth } from './health.mjs';

const STOPPING_MS = 30_000;

/**
 * One MarginIQ per data folder. A holder that answers is a running one; a holder that does not is on its way down (or
 * up) and is waited for.
 * @param {{ dataDir: string, url: string, log: import('../base/reporter.mjs').Reporter, signal: AbortSignal }} options
 * @returns {Promise<() => void>} releases it
 */
export async function takeInstanceLock({ dataDir, url, log, signal }) {
  const file = addressFile(dataDir);
  const deadline = performance.now() + STOPPING_MS;
  let isTold = false;
  for (;;) {
    const lock = acquireLock(join(dataDir, 'marginiq.lock'));
    if (lock.held) {
      writeAtomically(file, `${JSON.stringify({ url })}\n`);
      return lock.release;
    }
    const running = runningAddress(dataDir);
    const isUp = running !== undefined && (await readHealth(running)).isHealthy;
    if (isUp || performance.now() > deadline) {
      throw new UserError(
        `A MarginIQ is already running on ${dataDir}${isUp ? ` at ${running}` : ''} (process ${lock.holder.pid}). ` +
          'Stop it first, or give this one its own folder by MARGINIQ_DATA.',
      );
    }
    if (!isTold) log.line(`Waiting for process ${lock.holder.pid} to let go of ${dataDir}.`);
    isTold = true;
    await sleep(300, undefined, { signal });
  }
}

/** @param {string} dataDir */
const addressFile = (dataDir) => join(dataDir, 'address.json');

/**
 * The address of the MarginIQ that runs on a data folder, or did last.
 * @param {string} dataDir
 * @returns {string | undefined}
 */
export function runningAddress(dataDir) {
  try {
    const url = JSON.parse(readFileSync(addressFile(dataDir), 'utf8'))?.url;
    return typeof url === 'string' ? url : undefined;
  } catch {
    return undefined;
  }
}
