import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { UserError } from '../base/user-error.mjs';

/** The oldest Node that runs the TypeScript sources as they are, without a flag or a warning. */
const OLDEST_OWN_NODE = [24, 5];

const LAUNCHER_VARIABLE = 'MARGINIQ_LAUNCHER_PID';

/**
 * Whether this process was started by `continueOn`. The pid makes the mark worthless to grandchildren that inherit it.
 * @returns {boolean}
 */
export function isContinuation() {
  return process.env[LAUNCHER_VARIABLE] === String(process.ppid);
}

/**
 * Which Node the program runs on: the pinned one of the `node` package, else the running one if it is new enough.
 * @param {{ binary: string, binaryExists: boolean, running: string, runningVersion: string }} facts
 * @returns {string} path of the binary
 */
export function chooseNode({ binary, binaryExists, running, runningVersion }) {
  if (binaryExists) return binary;
  const [major = 0, minor = 0] = runningVersion.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_OWN_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return running;
  throw new UserError(
    `The pinned Node is missing (${binary}) and this one is ${runningVersion}; ${OLDEST_OWN_NODE.join('.')} is needed. ` +
      'Delete node_modules and try again, or install Node 24.',
  );
}

/**
 * @param {string} root
 * @returns {string}
 */
export function nodeFor(root) {
  const binary = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return chooseNode({
    binary,
    binaryExists: existsSync(binary),
    running: process.execPath,
    runningVersion: process.versions.node,
  });
}

/**
 * @param {string} node
 * @returns {boolean}
 */
export function isRunningNode(node) {
  return realpathSync(node) === realpathSync(process.execPath);
}

/**
 * Puts that Node and the packages' programs in front of the PATH, for this process and all that it starts.
 * @param {string} root
 * @param {string} node
 */
export function preferNode(root, node) {
  const front = [dirname(node), join(root, 'node_modules', '.bin')];
  const rest = (process.env.PATH ?? '').split(delimiter).filter((folder) => !front.includes(folder));
  process.env.PATH = [...front, ...rest].join(delimiter);
}

/**
 * Runs a script of ours on that Node in this process's place: same terminal, same signals, same exit code. The
 * channel between the two tells the script when this process is killed (`disconnect`), so that it can stop.
 * @param {string} node
 * @param {readonly string[]} args
 * @param {AbortSignal} stop asks the script to stop
 * @returns {Promise<{ code: number, wasKilled: boolean }>}
 */
export function continueOn(node, args, stop) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, [LAUNCHER_VARIABLE]: String(process.pid) };
    const child = spawn(node, args, { env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
    // Ctrl-C reaches both anyway (one terminal group); a signal sent to this process alone has to be passed on.
    stop.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
    if (stop.aborted) child.kill('SIGTERM');
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code: code ?? 1, wasKilled: signal !== null }));
  });
}
