import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireLock } from '../base/lock-file.mjs';
import { endLeftMongoDb } from '../mongodb/run-mongod.mjs';

const PREFIX = 'marginiq-test-';

/**
 * A folder of this test run alone, for its MongoDB and its reports.
 * @returns {{ folder: string, remove: () => void }}
 */
export function makeRunFolder() {
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  acquireLock(join(folder, 'run.lock'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) };
}

/**
 * Test runs that were killed leave a MongoDB running and its data behind; the next run clears them away.
 * @param {import('../base/reporter.mjs').Reporter} log
 */
export async function clearAbandonedRuns(log) {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    try {
      // Without a lock it has only just been made, or is not ours.
      if (!existsSync(join(folder, 'run.lock')) || !acquireLock(join(folder, 'run.lock')).held) continue;
      await endLeftMongoDb(folder);
      rmSync(folder, { recursive: true, force: true });
      log.line(`Cleared away the test run that was left in ${folder}.`);
    } catch (error) {
      // Somebody else's folder, for one: not worth failing for.
      log.line(`${folder} of an earlier test run could not be removed: ${String(error)}`);
    }
  }
}
