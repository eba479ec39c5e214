import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasApt, installDebianPackage } from '../base/apt.mjs';
import { endProcess, findOnPath } from '../base/processes.mjs';
import { lineReader, runCommand } from '../base/run-command.mjs';
import { UserError } from '../base/user-error.mjs';

/**
 * A desktop for tests on a machine without a screen: a screen in memory (Xvfb), its own message bus and keyring,
 * unlocked, so that no test touches those of the person whose computer this is.
 *
 * @typedef {object} DesktopSession
 * @property {Record<string, string>} env what programs on this desktop are started with
 * @property {() => Promise<void>} stop
 */

const NEEDED = { Xvfb: 'xvfb', 'dbus-daemon': 'dbus', 'gnome-keyring-daemon': 'gnome-keyring' };
const START_TIMEOUT_MS = 20_000;
const STOP_GRACE_MS = 3_000;

/**
 * @param {{ log: import('../base/reporter.mjs').Reporter, signal?: AbortSignal }} context
 * @returns {Promise<DesktopSession>}
 */
export async function startDesktopSession({ log, signal }) {
  await installWhatIsMissing({ log, signal });
  const folder = mkdtempSync(join(tmpdir(), 'marginiq-desktop-'));
  const home = join(folder, 'home');
  const runtime = join(folder, 'run');
  for (const one of [home, runtime]) mkdirSync(one, { mode: 0o700 });
  /** @type {import('node:child_process').ChildProcess[]} */
  const children = [];
  const stop = async () => {
    for (const child of children.reverse()) {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
        await endProcess(child.pid, STOP_GRACE_MS);
      }
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const start = (
      /** @type {string} */ program,
      /** @type {string[]} */ args,
      /** @type {Record<string, string>} */ env,
    ) => {
      const child = spawn(program, args, {
        env: { ...process.env, HOME: home, XDG_RUNTIME_DIR: runtime, ...env },
        stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
      });
      children.push(child);
      return child;
    };
    const screen = start('Xvfb', ['-displayfd', '3', '-screen', '0', '1440x1000x24', '-nolisten', 'tcp'], {});
    const display = `:${await firstLine(screen, screen.stdio[3])}`;
    const bus = start('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {});
    const address = await firstLine(bus, bus.stdout);
    const onBus = { DISPLAY: display, DBUS_SESSION_BUS_ADDRESS: address };
    const keyring = start('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], onBus);
    // The password that a person would type at login.
    keyring.stdin?.end('demo\n');
    await untilOnBus('org.freedesktop.secrets', { ...process.env, ...onBus });
    return { env: { ...onBus, HOME: home, XDG_RUNTIME_DIR: runtime }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @param {{ log: import('../base/reporter.mjs').Reporter, signal?: AbortSignal }} context */
async function installWhatIsMissing({ log, signal }) {
  const missing = Object.entries(NEEDED).flatMap(([program, name]) => (findOnPath(program) ? [] : [name]));
  if (missing.length === 0) return;
  if (!hasApt()) throw new UserError(`No ${missing.join(', ')} on this machine.`);
  await installDebianPackage({ name: missing, purpose: 'to test the desktop app', log, signal });
}

/**
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 */
async function untilOnBus(name, env) {
  const bus = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.NameHasOwner'];
  for (const deadline = performance.now() + START_TIMEOUT_MS; performance.now() < deadline; ) {
    const { tail } = await runCommand('dbus-send', [...bus, `string:${name}`], { env });
    if (tail.some((line) => line.includes('boolean true'))) return;
  }
  throw new UserError(`${name} did not come up in ${START_TIMEOUT_MS / 1000} s.`);
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {unknown} stream
 * @returns {Promise<string>}
 */
async function firstLine(child, stream) {
  const name = child.spawnfile;
  if (!isReadable(stream)) throw new Error(`${name} has no output`);
  const line = Promise.withResolvers();
  stream.setEncoding('utf8').on('data', lineReader((text) => line.resolve(text.trim())).push);
  const failed = once(child, 'exit').then(([code]) => {
    throw new UserError(`${name} ended as soon as it was started (exit code ${code}).`);
  });
  const late = AbortSignal.timeout(START_TIMEOUT_MS);
  late.addEventListener('abort', () =>
    line.reject(new UserError(`${name} did not start in ${START_TIMEOUT_MS / 1000} s.`)),
  );
  // It ends at some point; that is a failure only if it has not written its line yet.
  failed.catch(() => undefined);
  return Promise.race([line.promise, failed]);
}

/**
 * @param {unknown} stream
 * @returns {stream is import('node:stream').Readable}
 */
function isReadable(stream) {
  return typeof stream === 'object' && stream !== null && 'setEncoding' in stream;
}
