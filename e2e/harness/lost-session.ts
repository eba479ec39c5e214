import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Device } from './device.ts';
import { HOST } from './host.ts';

/** The device after its session was lost: a damaged vault in Electron, cookies and site data cleared in a browser. */
export async function restartWithoutSession(laptop: Device, page: Page): Promise<Page> {
  if (HOST === 'chromium') {
    await page.context().clearCookies();
    await page.evaluate(() => localStorage.removeItem('marginiq.session'));
    // A browser that is ended at once may not have written yet what was removed; it has once its pages are closed.
    await laptop.quit();
  } else await laptop.shutDown();
  if (HOST === 'electron') {
    const vaults = (await readdir(laptop.folder)).filter((name) => /^session-.*\.vault$/.test(name));
    if (vaults.length === 0) throw new Error('the device has no vault that could be lost');
    for (const vault of vaults) await writeFile(join(laptop.folder, vault), 'not a vault any more');
  }
  return laptop.start();
}
