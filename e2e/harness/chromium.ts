import { existsSync } from 'node:fs';
import type { LaunchOptions } from '@playwright/test';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const QUIET = ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/**
 * Chromium draws the list below its address bar as a web page, which costs every start 2 s of processor time and which no
 * test sees. Playwright disables features too, and Chromium only obeys the last such argument, so those of Playwright's
 * that change what a page is given are repeated.
 */
const DISABLED_FEATURES = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
];

/** How the browser is started: the one of MARGINIQ_CHROMIUM, else the system's, else Playwright's own. */
export function chromiumOptions(): LaunchOptions {
  const executablePath = process.env.MARGINIQ_CHROMIUM ?? PLACES.find((path) => existsSync(path));
  // Chromium's sandbox does not start for root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return {
    args: [...QUIET, `--disable-features=${DISABLED_FEATURES.join()}`, ...sandbox],
    ...(executablePath === undefined ? {} : { executablePath }),
  };
}
