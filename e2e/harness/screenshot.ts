import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { HOST } from './host.ts';

const FOLDER = fileURLToPath(new URL(`../../test-results/screenshots/${HOST}/`, import.meta.url));

/** Saves a screenshot of a main screen, for people to look at. Fonts and layout have settled by then. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.screenshot({ path: `${FOLDER}${name}.png`, animations: 'disabled' });
}
