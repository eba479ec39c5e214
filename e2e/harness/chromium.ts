import { existsSync } from 'node:fs';
import type { LaunchOptions } from '@playwright/test';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const QUIET = ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** How the browser is started: the one of MARGINIQ_CHROMIUM, else the system's, else Playwright's own. */
export function chromiumOptions(): LaunchOptions {
  const executablePath = process.env.MARGINIQ_CHROMIUM ?? PLACES.find((path) => existsSync(path));
  // Chromium's sandbox does not start for root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return { args: [...QUIET, ...sandbox], ...(executablePath === undefined ? {} : { executablePath }) };
}
