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
 * @param {object} setting
 * @param {AbortSignal} setting.signal asks the command to stop
 * @param {Record<string, string>} [setting.env] more for its environment
 * @param {string} [setting.whenKilled] what to know and do if somebody else kills it
 * @returns {Promise<number>} its exit code
 */
export async function runServerCommand(
  script,
  args,
  { signal, env = {}, whenKilled = 'What it had written stays; see how far it came, and run it again.' },
) {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: repoRoot,
    // The channel carries nothing; its end (`disconnect`) tells the command that this process is gone.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    // Paths are the caller's, not the clone's.
    env: {
      ...process.env,
      ...env,
      // Whoever asks how a command or a file is written need not have started anything.
      MONGODB_URI: args.includes('--help') || args.includes('--schema') ? '' : databaseUri(process.env),
      MARGINIQ_CALLER_FOLDER: process.env.INIT_CWD ?? process.cwd(),
    },
  });
  // Ctrl-C reaches both anyway (one terminal group); a signal sent to this process alone has to be passed on.
  signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  if (signal.aborted) child.kill('SIGTERM');
  const [code, killedBy] = await once(child, 'exit');
  if (killedBy === null) return code;
  signal.throwIfAborted();
  throw new UserError(`The command was killed (${killedBy}). ${whenKilled}`);
}
