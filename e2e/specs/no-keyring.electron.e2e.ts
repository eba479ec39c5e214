import type { Page } from '@playwright/test';
import { expectAccessible } from '../harness/accessibility.ts';
import type { Device } from '../harness/device.ts';
import { countDevices } from '../harness/device-records.ts';
import { screenshot } from '../harness/screenshot.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn, typeInto } from '../pages/sign-in.ts';

const PASSPHRASE = 'three grey herons';

async function submitOffline(laptop: Device, page: Page): Promise<string> {
  laptop.link.cut();
  return new RequestForm(page).submitSmall();
}

test('a computer without a key store says before signing in that it keeps no session, and stays one device', async ({
  installation,
  unpackDevice,
}) => {
  const company = installation.company('nordlicht');
  const login = loginOf(company, 'salesperson', 1);
  const laptop = await unpackDevice({ keyring: false });
  let page = await laptop.start();
  const keeping = () => page.getByTestId('keeping');
  await expect(keeping()).toContainText('your session is not kept');
  await screenshot(page, '22-no-key-store');
  await expectAccessible(page);
  await signIn(page, company, login);
  await page.getByRole('button', { name: `${login.name}: account` }).click();
  await expect(page.getByRole('menu')).toContainText('The key is not kept here');
  await screenshot(page, '27-sealed-without-key-store');
  await page.keyboard.press('Escape');
  const deviceIds = () => page.evaluate(() => localStorage.getItem('marginiq.devices'));
  const before = await deviceIds();
  const known = await countDevices(installation, company.slug, login.email);
  const code = await submitOffline(laptop, page);

  for (const restart of [1, 2]) {
    await laptop.shutDown();
    page = await laptop.start();
    await expect(keeping()).toContainText('your session is not kept');
    await expect(page.getByTestId('kept-work'), `restart ${restart}`).toContainText(login.name);
  }
  await screenshot(page, '23-unsent-without-key-store');
  laptop.link.restore();
  await signIn(page, company, login);
  expect(await deviceIds()).toBe(before);
  expect(await countDevices(installation, company.slug, login.email)).toBe(known);
  await page.getByRole('link', { name: new RegExp(code) }).click();
  await expect(page.getByTestId('pending')).toBeHidden();
});

test('a passphrase keeps the session across a restart without network on a computer without a key store', async ({
  installation,
  unpackDevice,
}) => {
  const company = installation.company('nordlicht');
  const login = loginOf(company, 'salesperson');
  const laptop = await unpackDevice({ keyring: false });
  let page = await laptop.start();
  await page.getByRole('checkbox', { name: 'Seal with a passphrase' }).press('Space');
  await typeInto(page.getByLabel('Passphrase', { exact: true }), PASSPHRASE);
  await typeInto(page.getByLabel('Repeat the passphrase'), PASSPHRASE);
  await signIn(page, company, login);
  const code = await submitOffline(laptop, page);

  await laptop.shutDown();
  page = await laptop.start();
  await expect(page.getByRole('heading', { name: `Welcome back, ${login.name}` })).toBeVisible();
  await typeInto(page.getByLabel('Passphrase', { exact: true }), PASSPHRASE);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: new RegExp(code) }).click();
  await expect(page.getByTestId('pending')).toBeVisible();
  laptop.link.restore();
  await expect(page.getByTestId('pending')).toBeHidden({ timeout: 75_000 });
});
