import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { hasApt, installDebianPackage } from '../base/apt.mjs';
import { findOnPath } from '../base/processes.mjs';
import { UserError } from '../base/user-error.mjs';

const NAMES_ON_PATH = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const USUAL_FILES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * @typedef {object} BrowserProbes
 * @property {string | undefined} named value of MARGINIQ_CHROMIUM
 * @property {(file: string) => boolean} exists
 * @property {(name: string) => string | undefined} findOnPath a browser of that name that really starts
 * @property {() => Promise<string | undefined>} playwrights path of Playwright's own browser, if it is there
 */

/**
 * A browser that is already on this machine.
 * @param {BrowserProbes} probes
 * @returns {Promise<string | undefined>}
 */
export async function findChromium(probes) {
  if (probes.named) {
    if (probes.exists(probes.named)) return probes.named;
    throw new UserError(`MARGINIQ_CHROMIUM names ${probes.named}, which is not there. Correct it, or unset it.`);
  }
  for (const name of NAMES_ON_PATH) {
    const file = probes.findOnPath(name);
    if (file) return file;
  }
  return USUAL_FILES.find((file) => probes.exists(file)) ?? (await probes.playwrights());
}

/**
 * @param {{ log: import('../base/reporter.mjs').Reporter, signal: AbortSignal }} context
 * @returns {Promise<string>} path of a Chromium, installed where that is needed
 */
export async function provideChromium(context) {
  const probes = machineProbes();
  const found = await findChromium(probes);
  if (found) return found;
  if (hasApt()) await installDebianPackage({ name: 'chromium', purpose: 'for the end-to-end tests', ...context });
  const installed = await findChromium(probes);
  if (installed) return installed;
  throw new UserError(
    'No Chromium for the end-to-end tests. Install one (npx playwright install chromium), or set MARGINIQ_CHROMIUM to its path.',
  );
}

/** @returns {BrowserProbes} */
function machineProbes() {
  return {
    named: process.env.MARGINIQ_CHROMIUM?.trim(),
    exists: existsSync,
    // Ubuntu's `chromium-browser` may be a mere signpost to a snap: only what answers counts.
    findOnPath: (name) => findOnPath(name, { accept: (file) => answersVersion(file) }),
    async playwrights() {
      const { chromium } = await import('@playwright/test');
      const file = chromium.executablePath();
      return existsSync(file) ? file : undefined;
    },
  };
}

/** @param {string} file */
function answersVersion(file) {
  return spawnSync(file, ['--version'], { timeout: 30_000, stdio: 'ignore' }).status === 0;
}
