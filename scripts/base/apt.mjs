import { findOnPath } from './processes.mjs';
import { reportStep } from './reporter.mjs';
import { runCommand } from './run-command.mjs';
import { UserError } from './user-error.mjs';

/**
 * @typedef {object} AptRequest
 * @property {string | readonly string[]} name the Debian package, or several that are installed together
 * @property {string} purpose for the messages: `to run MongoDB`
 * @property {import('./reporter.mjs').Reporter} log
 * @property {AbortSignal} [signal]
 */

/**
 * Whether this machine has Debian's package manager at all.
 * @returns {boolean}
 */
export function hasApt() {
  return process.platform === 'linux' && findOnPath('apt-get') !== undefined;
}

/**
 * Installs Debian packages without their recommendations.
 * @param {AptRequest} request
 */
export async function installDebianPackage({ name: wanted, purpose, log, signal }) {
  const names = [wanted].flat();
  const name = names.join(' ');
  const byHand = `apt-get update && apt-get install -y --no-install-recommends ${name}`;
  if (process.getuid?.() !== 0) {
    throw new UserError(`Debian’s ${name} is needed ${purpose}. Install it once as root: ${byHand}`);
  }
  await reportStep(log, `Installing Debian's ${name} ${purpose} (up to a minute)`, async () => {
    let listsAreFresh = false;
    const refreshLists = async () => {
      await apt(['update'], signal);
      listsAreFresh = true;
    };
    // A container image comes without package lists; stale lists name versions that the mirror has dropped.
    if (!(await haveCandidates(names, signal))) await refreshLists();
    let result = await apt(['install', '-y', '--no-install-recommends', ...names], signal);
    if (result.code !== 0 && !listsAreFresh) {
      await refreshLists();
      result = await apt(['install', '-y', '--no-install-recommends', ...names], signal);
    }
    if (result.code !== 0) {
      throw new UserError(`Debian's ${name} could not be installed. Try it by hand: ${byHand}`, {
        details: result.tail.slice(-8),
      });
    }
  });
}

/**
 * @param {readonly string[]} names
 * @param {AbortSignal} [signal]
 */
async function haveCandidates(names, signal) {
  const { tail } = await runCommand('apt-cache', ['policy', ...names], { env: plainLocale(), signal });
  return tail.filter((line) => /^\s*Candidate: (?!\(none\))/.test(line)).length === names.length;
}

/**
 * @param {readonly string[]} args
 * @param {AbortSignal} [signal]
 */
function apt(args, signal) {
  // Another apt may be at work (unattended upgrades): wait for its lock instead of failing at once.
  return runCommand('apt-get', ['-o', 'DPkg::Lock::Timeout=180', '-q', ...args], { env: plainLocale(), signal });
}

function plainLocale() {
  return { ...process.env, LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' };
}
