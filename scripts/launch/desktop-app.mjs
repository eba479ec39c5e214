import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { endProcess } from '../base/processes.mjs';
import { provideElectron } from '../electron/provide.mjs';
import { TEST_ELECTRON_VERSION } from '../electron/test-build.mjs';

const STOP_GRACE_MS = 3_000;

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 */
export function hasDisplay(env, platform) {
  return platform === 'darwin' || platform === 'win32' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/**
 * @typedef {object} DesktopAppPorts
 * @property {NodeJS.ProcessEnv} env
 * @property {NodeJS.Platform} platform
 * @property {typeof provideElectron} provide
 * @property {typeof start} start
 */

/** @returns {DesktopAppPorts} */
const machine = () => ({ env: process.env, platform: process.platform, provide: provideElectron, start });

/**
 * Opens the desktop app if it is wanted and there are a display and an Electron, and says so in one line if not. Nothing is
 * downloaded for a window that nobody would see.
 * @param {import('../electron/provide.mjs').ElectronContext & { url: string, open: boolean }} options
 * @param {DesktopAppPorts} [ports]
 * @returns {Promise<() => Promise<void>>} stops it
 */
export async function openDesktopApp({ url, open, ...context }, ports = machine()) {
  const { root, log } = context;
  const nothing = async () => undefined;
  if (!open) return nothing;
  if (!hasDisplay(ports.env, ports.platform)) {
    log.line(`No display: the desktop app is not opened. In a browser: ${url}/app/`);
    return nothing;
  }
  const electron = await ports.provide(context);
  if (electron.program === undefined) {
    log.line(`No Electron (${electron.why}): open the desktop app in a browser: ${url}/app/`);
    return nothing;
  }
  if (electron.isTestBuild) {
    log.line(`The desktop app opens in an old Electron (${TEST_ELECTRON_VERSION}), a build for tests only.`);
  }
  return ports.start(electron.program, { root, url, log });
}

/**
 * @param {string} program
 * @param {{ root: string, url: string, log: import('../base/reporter.mjs').Reporter }} options
 * @returns {() => Promise<void>} stops it
 */
function start(program, { root, url, log }) {
  // Chromium's sandbox refuses to run as root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(program, [join(root, 'apps', 'desktop'), ...args], {
    env: { ...process.env, MARGINIQ_SERVER_URL: url },
    stdio: 'ignore',
    detached: process.platform !== 'win32',
  });
  let isStopping = false;
  child.once('error', (error) => log.line(`The desktop app could not be opened: ${error.message}`));
  child.once('exit', () => {
    if (!isStopping) log.line(`The desktop app was closed; the server keeps running at ${url} until Ctrl-C.`);
  });
  return async () => {
    isStopping = true;
    if (child.pid !== undefined && child.exitCode === null) await endProcess(child.pid, STOP_GRACE_MS);
  };
}
