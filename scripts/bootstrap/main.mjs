import { isDiskFull } from '../base/disk-space.mjs';
import { repoRoot } from '../base/paths.mjs';
import { createReporter } from '../base/reporter.mjs';
import { UserError } from '../base/user-error.mjs';
import { ensureInstalled } from './install.mjs';
import { continueOn, isContinuation, isRunningNode, nodeFor, preferNode } from './pinned-node.mjs';
import { listenForStop } from './stop-signal.mjs';

const OLDEST_BOOTSTRAP_NODE = 20;

/**
 * @typedef {object} Program
 * @property {string} file the entry point, run again on the pinned Node
 * @property {readonly string[]} args
 * @property {(context: Context) => void | Promise<void>} [before] cheap checks ahead of the long steps; runs on any Node
 * @property {(context: Context) => Promise<number>} run what the program is for, on the pinned Node; gives the exit code
 * @property {number} [stoppedCode] exit code after a requested stop; default 0
 * @property {(context: Context) => Promise<void>} [afterKill] cleans up what a killed run left behind
 *
 * @typedef {{ log: import('../base/reporter.mjs').Reporter, signal: AbortSignal }} Context
 */

/**
 * From whatever Node started this to the pinned one with all packages in place. Sets the exit code; never throws.
 * @param {Program} program
 */
export async function bootstrap(program) {
  const context = { log: createReporter(), signal: listenForStop() };
  try {
    process.exitCode = await advance(program, context);
  } catch (error) {
    // Whatever fails because of a requested stop is no failure.
    process.exitCode = context.signal.aborted ? (program.stoppedCode ?? 0) : reportFailure(error);
  }
  // Nothing is left to do: a stray timer or socket of a library must not hold the terminal.
  process.exit();
}

/**
 * @param {Program} program
 * @param {Context} context
 * @returns {Promise<number>}
 */
async function advance(program, context) {
  if (!isContinuation()) {
    if (Number(process.versions.node.split('.')[0]) < OLDEST_BOOTSTRAP_NODE) {
      throw new UserError(
        `Node ${process.versions.node} is too old; MarginIQ needs ${OLDEST_BOOTSTRAP_NODE} or newer.`,
      );
    }
    await program.before?.(context);
    const hasInstalled = await ensureInstalled({ root: repoRoot, ...context });
    context.signal.throwIfAborted();
    const node = nodeFor(repoRoot);
    preferNode(repoRoot, node);
    // After an install the running binary may be one that npm has just replaced.
    if (hasInstalled || !isRunningNode(node)) {
      const { code, wasKilled } = await continueOn(node, [program.file, ...program.args], context.signal);
      if (!wasKilled) return code;
      await program.afterKill?.(context);
      throw new UserError('The main process was killed. What it had started has been stopped.');
    }
  }
  preferNode(repoRoot, nodeFor(repoRoot));
  return program.run(context);
}

/**
 * @param {unknown} error
 * @returns {number}
 */
export function reportFailure(error) {
  const print = (/** @type {string} */ line) => process.stderr.write(`${line}\n`);
  if (isDiskFull(error)) {
    print(`MarginIQ: the disk is full. Free some space (at least 1 GB), then try again. (${oneLine(error)})`);
  } else if (error instanceof UserError) {
    print(`MarginIQ: ${error.message}`);
    for (const line of error.details) print(`  ${line}`);
  } else {
    print(`MarginIQ: unexpected error, please report it.\n${error instanceof Error ? error.stack : String(error)}`);
  }
  return 1;
}

/** @param {unknown} error */
function oneLine(error) {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0];
}
