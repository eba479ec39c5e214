import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess } from '../base/processes.mjs';

const STOP_GRACE_MS = 3_000;

/**
 * Where Electron's program is, without asking the package for it: `require('electron')` would start a download.
 * @param {string} root
 * @returns {string | undefined}
 */
export function findElectron(root) {
  const folder = join(root, 'node_modules', 'electron');
  try {
    const program = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim());
    return existsSync(program) ? program : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 */
export function hasDisplay(env, platform) {
  return platform === 'darwin' || platform === 'win32' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/**
 * Opens the desktop app where that is possible, and says so where not.
 * @param {{ root: string, url: string, log: import('../base/reporter.mjs').Reporter }} options
 * @returns {() => Promise<void>} stops it
 */
export function openDesktopApp({ root, url, log }) {
  const program = findElectron(root);
  if (!hasDisplay(process.env, process.platform)) {
    log.line(`No display: the desktop app is not opened. In a browser: ${url}/app/`);
    return async () => undefined;
  }
  if (program === undefined) {
    log.line(
      'Electron is not installed, so the desktop app opens in a browser only (to fetch it: npx install-electron).',
    );
    return async () => undefined;
  }
  // Chromium's sandbox refuses to run as root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(program, [...args, join(root, 'apps', 'desktop')], {
    env: { ...process.env, MARGINIQ_SERVER_URL: url },
    stdio: 'ignore',
    detached: process.platform !== 'win32',
  });
  let isStopping = false;
  child.once('error', (error) => log.line(`The desktop app could not be opened: ${error.message}`));
  child.once('exit', () => {
    if (!isStopping) log.line(`The desktop app was closed; the server goes on at ${url} until Ctrl-C.`);
  });
  return async () => {
    isStopping = true;
    if (child.pid !== undefined && child.exitCode === null) await endProcess(child.pid, STOP_GRACE_MS);
  };
}
