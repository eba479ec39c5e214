import type { Page } from '@playwright/test';
import { expectAccessible } from '../harness/accessibility.ts';
import type { Device } from '../harness/device.ts';
import { countDevices } from '../harness/device-records.ts';
import { HOST } from '../harness/host.ts';
import { screenshot } from '../harness/screenshot.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { fillSignIn, loginOf, signIn, typeInto } from '../pages/sign-in.ts';

const PASSPHRASE = 'tie the red boat';

const passphraseField = (page: Page) => page.getByLabel('Passphrase', { exact: true });

async function typePassphrase(page: Page, passphrase: string): Promise<void> {
  await typeInto(passphraseField(page), passphrase);
  await page.keyboard.press('Enter');
}

async function submitOffline(laptop: Device, page: Page): Promise<string> {
  laptop.link.cut();
  return new RequestForm(page).submitSmall();
}

test('a passphrase locks the device at each start, and a person who forgot it signs in by password', async ({
  installation,
  unpackDevice,
}) => {
  test.setTimeout(180_000);
  const company = installation.company('nordlicht');
  const login = loginOf(company, 'salesperson', 1);
  const known = await countDevices(installation, company.slug, login.email);
  const laptop = await unpackDevice();
  let page = await laptop.start();
  await expect(page.getByTestId('keeping')).toContainText('Your session is kept');
  await page.getByRole('checkbox', { name: 'Seal with a passphrase' }).press('Space');
  await typeInto(passphraseField(page), PASSPHRASE);
  await typeInto(page.getByLabel('Repeat the passphrase'), 'tie the red goat');
  await fillSignIn(page, company.slug, login);
  await expect(page.getByText('The passphrases do not match')).toBeVisible();
  await typeInto(page.getByLabel('Repeat the passphrase'), PASSPHRASE);
  await page.keyboard.press('Enter');
  await page.getByTestId('sync-chip').filter({ hasText: 'Up to date' }).waitFor({ timeout: 45_000 });
  const deviceIds = () => page.evaluate(() => localStorage.getItem('marginiq.devices'));
  const before = await deviceIds();

  const welcome = () => page.getByRole('heading', { name: `Welcome back, ${login.name}` });
  const code = await submitOffline(laptop, page);
  const inList = () => page.getByRole('link', { name: new RegExp(code) });
  if (HOST === 'chromium') {
    // A page forgets the key with every load; Electron's main process keeps it while the program runs.
    await page.reload();
    await expect(welcome()).toBeVisible();
  }
  await laptop.shutDown();

  page = await laptop.start();
  await expect(welcome()).toBeVisible();
  await screenshot(page, '21-unlock');
  await expectAccessible(page);
  await typePassphrase(page, 'tie the blue boat');
  await expect(page.getByRole('alert')).toContainText('not the passphrase');
  await expect(inList()).toBeHidden();
  await typePassphrase(page, PASSPHRASE);
  await expect(inList()).toBeVisible();
  await laptop.shutDown();

  laptop.link.restore();
  page = await laptop.start();
  await page.getByRole('button', { name: 'Forgot the passphrase?' }).press('Enter');
  // It is offered again, and going without is a decision.
  const again = page.getByRole('checkbox', { name: 'Seal with a passphrase' });
  await expect(again).toBeChecked();
  await again.press('Space');
  await expect(page.getByText('no longer protected')).toBeVisible();
  await screenshot(page, '28-without-passphrase');
  await expectAccessible(page);
  await typeInto(page.getByLabel('Password', { exact: true }), login.password);
  await page.keyboard.press('Enter');
  await inList().click();
  await expect(page.getByTestId('pending')).toBeHidden();
  // The forgotten one is gone: a restart asks for nothing.
  await laptop.shutDown();
  page = await laptop.start();
  await expect(page.getByRole('button', { name: `${login.name}: account` })).toBeVisible();
  // Through all of it the laptop was one device.
  expect(await deviceIds()).toBe(before);
  expect(await countDevices(installation, company.slug, login.email)).toBe(known + 1);
});

test('a passphrase is set and removed in the menu, which says each time what protects the data', async ({
  installation,
  unpackDevice,
}) => {
  test.setTimeout(180_000);
  const company = installation.company('nordlicht');
  const login = loginOf(company, 'salesperson', 1);
  const laptop = await unpackDevice();
  let page = await laptop.start();
  await signIn(page, company, login);
  const account = () => page.getByRole('button', { name: `${login.name}: account` });
  const menuSays = async (words: string) => {
    await account().click();
    await expect(page.getByRole('menu')).toContainText(words);
  };
  /** In a browser it takes a sign-in, which brings another key. */
  const givePassword = async () => {
    if (HOST === 'chromium') await typeInto(dialog().getByLabel('Your MarginIQ password'), login.password);
  };
  const withoutPassphrase = HOST === 'electron' ? 'key store protects the key' : 'does not stop somebody who copies';
  const dialog = () => page.getByRole('dialog');
  const openDialog = () => page.getByRole('menuitem', { name: 'Passphrase…' }).click();

  await menuSays(withoutPassphrase);
  await screenshot(page, '25-sealing-in-the-menu');
  await openDialog();
  await expect(dialog().getByLabel('Passphrase', { exact: true })).toBeFocused();
  await page.keyboard.type(PASSPHRASE);
  // Enter sends it, and leads to what is missing or wrong.
  await page.keyboard.press('Enter');
  await expect(dialog().getByLabel('Repeat the passphrase')).toBeFocused();
  await page.keyboard.type(PASSPHRASE);
  if (HOST === 'chromium') {
    await page.keyboard.press('Enter');
    await expect(dialog().getByLabel('Your MarginIQ password')).toBeFocused();
    await page.keyboard.type('not it');
    await page.keyboard.press('Enter');
    await expect(dialog().getByRole('alert')).toHaveText('That is not your MarginIQ password. Nothing was changed.');
  }
  await givePassword();
  await screenshot(page, '29-setting-a-passphrase');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The passphrase has been set')).toBeVisible();
  await menuSays('sealed with your passphrase');
  await laptop.shutDown();

  page = await laptop.start();
  await typePassphrase(page, PASSPHRASE);
  await menuSays('sealed with your passphrase');
  await openDialog();
  await givePassword();
  await dialog().getByRole('button', { name: 'Remove passphrase' }).press('Enter');
  await expect(page.getByText('The passphrase has been removed')).toBeVisible();
  await menuSays(withoutPassphrase);
  await laptop.shutDown();
  page = await laptop.start();
  await expect(account()).toBeVisible();
});
