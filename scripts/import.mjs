/**
 * `npm run import`: customers, products and past deals from CSV into a company. Talks to the MongoDB of MONGODB_URI,
 * else to the one that `npm start` is running on the data folder.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { dataFolder, repoRoot } from './base/paths.mjs';
import { UserError } from './base/user-error.mjs';
import { bootstrap } from './bootstrap/main.mjs';
import { replicaSetUri } from './mongodb/replica-set.mjs';
import { readState } from './mongodb/state-file.mjs';

/** @param {NodeJS.ProcessEnv} env */
function databaseUri(env) {
  if (env.MONGODB_URI) return env.MONGODB_URI;
  const state = readState(dataFolder(env));
  if (state?.pid) return replicaSetUri(state.port);
  throw new UserError('There is no MongoDB to import into. Start MarginIQ first (npm start), or set MONGODB_URI.');
}

const args = process.argv.slice(2);

await bootstrap({
  file: fileURLToPath(import.meta.url),
  args,
  async run() {
    const uri = databaseUri(process.env);
    const child = spawn(process.execPath, ['server/src/import/cli.ts', ...args], {
      cwd: repoRoot,
      stdio: 'inherit',
      // Paths are the caller's, not the clone's.
      env: { ...process.env, MONGODB_URI: uri, MARGINIQ_CALLER_FOLDER: process.env.INIT_CWD ?? process.cwd() },
    });
    const [code] = await once(child, 'exit');
    return code ?? 1;
  },
});
