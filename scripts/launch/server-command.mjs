import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dataFolder, repoRoot } from '../base/paths.mjs';
import { UserError } from '../base/user-error.mjs';
import { readCredentials } from '../mongodb/credentials.mjs';
import { replicaSetUri } from '../mongodb/replica-set.mjs';
import { readState } from '../mongodb/state-file.mjs';

/** @param {NodeJS.ProcessEnv} env */
function databaseUri(env) {
  if (env.MONGODB_URI) return env.MONGODB_URI;
  const dataDir = dataFolder(env);
  const state = readState(dataDir);
  if (state?.pid) return replicaSetUri({ port: state.port, credentials: readCredentials(dataDir) });
  throw new UserError('There is no MongoDB to work on. Start MarginIQ first (npm start), or set MONGODB_URI.');
}

/**
 * Runs a command of the server on the MongoDB of MONGODB_URI, else on the one that `npm start` is running on the data
 * folder.
 *
 * @param {string} script its path in the clone
 * @param {string[]} args
 * @param {Record<string, string>} [env] more for its environment
 * @returns {Promise<number>} its exit code
 */
export async function runServerCommand(script, args, env = {}) {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: repoRoot,
    stdio: 'inherit',
    // Paths are the caller's, not the clone's.
    env: {
      ...process.env,
      ...env,
      // Whoever asks how a command or a file is written need not have started anything.
      MONGODB_URI: args.includes('--help') || args.includes('--schema') ? '' : databaseUri(process.env),
      MARGINIQ_CALLER_FOLDER: process.env.INIT_CWD ?? process.cwd(),
    },
  });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}
