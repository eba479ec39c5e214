import type { Page } from '@playwright/test';
import { restartWithoutSession } from '../harness/lost-session.ts';
import { screenshot } from '../harness/screenshot.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

const deviceIds = (page: Page) => page.evaluate(() => localStorage.getItem('marginiq.devices'));

for (const [what, registry] of [
  ['the session is', 'kept'],
  ['the session and the device id are', 'lost'],
] as const) {
  test(`when ${what} lost, what was not sent is named, and sent once its person signs in again`, async ({
    installation,
    unpackDevice,
  }) => {
    const company = installation.company('nordlicht');
    const login = loginOf(company, 'salesperson', 1);
    const laptop = await unpackDevice();
    let page = await laptop.start();
    await signIn(page, company, login);
    const devices = await deviceIds(page);
    // One is sent before, so that the device's numbers do not begin at 1.
    const sent = await new RequestForm(page).submitSmall();
    await expect(page.getByTestId('pending')).toBeHidden();
    laptop.link.cut();
    const waiting = [await new RequestForm(page).submitSmall(), await new RequestForm(page).submitSmall()];
    expect(new Set([sent, ...waiting]).size).toBe(3);

    if (registry === 'lost') await page.evaluate(() => localStorage.removeItem('marginiq.devices'));
    page = await restartWithoutSession(laptop, page);
    const named = registry === 'kept' ? `2 actions by ${login.name}` : '2 actions are waiting on this device';
    await expect(page.getByTestId('kept-work')).toContainText(named);
    await screenshot(page, registry === 'kept' ? '20-lost-vault' : '24-lost-device-id');
    laptop.link.restore();
    await signIn(page, company, login);
    expect(await deviceIds(page)).toBe(devices);
    for (const code of waiting) {
      await page.getByRole('link', { name: 'My requests' }).first().click();
      await page.getByRole('link', { name: new RegExp(code) }).click();
      await expect(page.getByRole('heading', { level: 1, name: new RegExp(code) })).toBeVisible();
      await expect(page.getByTestId('pending')).toBeHidden();
    }
  });
}
