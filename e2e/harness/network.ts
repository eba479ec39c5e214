import { expect, type Page } from '@playwright/test';
import type { Device } from './device.ts';

const chip = (page: Page) => page.getByTestId('sync-chip');

/** Cuts the device's network, and lets the program find out at once, as the system tells it of a cable that was pulled. */
export async function goOffline(device: Device, page: Page): Promise<void> {
  device.link.cut();
  await page.evaluate(() => window.dispatchEvent(new Event('offline')));
  await expect(chip(page)).toContainText('Offline');
}

/** Restores it, and lets the program know. What it says afterwards is up to the test. */
export async function goOnline(device: Device, page: Page): Promise<void> {
  device.link.restore();
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect(chip(page)).not.toContainText('Offline');
}
