import { expectAccessible } from '../harness/accessibility.ts';
import { screenshot } from '../harness/screenshot.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, typeInto } from '../pages/sign-in.ts';

const PASSPHRASE = 'tie the red boat';

test('a passphrase locks the device at each start, and whoever forgot it signs in by password', async ({
  installation,
  unpackDevice,
}) => {
  const company = installation.company('nordlicht');
  const login = loginOf(company, 'salesperson', 1);
  const laptop = await unpackDevice();
  let page = await laptop.start();
  await expect(page.getByTestId('keeping')).toContainText('Your session is kept');
  await typeInto(page.getByRole('textbox', { name: 'Company' }), company.slug);
  await typeInto(page.getByRole('textbox', { name: 'Email' }), login.email);
  await typeInto(page.getByLabel('Password', { exact: true }), login.password);
  await page.getByRole('checkbox', { name: 'Seal with a passphrase' }).press('Space');
  await typeInto(page.getByLabel('Passphrase', { exact: true }), PASSPHRASE);
  await typeInto(page.getByLabel('Repeat the passphrase'), 'tie the red goat');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The passphrases do not match')).toBeVisible();
  await typeInto(page.getByLabel('Repeat the passphrase'), PASSPHRASE);
  await page.keyboard.press('Enter');
  await page.getByTestId('sync-chip').filter({ hasText: 'Up to date' }).waitFor({ timeout: 45_000 });

  laptop.link.cut();
  const form = new RequestForm(page);
  await form.open();
  await form.chooseCustomer();
  await form.chooseProduct(1);
  await form.discount(2);
  const code = await form.submit();
  await laptop.shutDown();

  page = await laptop.start();
  await expect(page.getByRole('heading', { name: `Welcome back, ${login.name}` })).toBeVisible();
  await screenshot(page, '21-unlock');
  await expectAccessible(page);
  await typeInto(page.getByLabel('Passphrase', { exact: true }), 'tie the blue boat');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('not the passphrase');
  await typeInto(page.getByLabel('Passphrase', { exact: true }), PASSPHRASE);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: new RegExp(code) })).toBeVisible();
  await laptop.shutDown();

  laptop.link.restore();
  page = await laptop.start();
  await page.getByRole('button', { name: 'Forgot the passphrase?' }).press('Enter');
  await typeInto(page.getByLabel('Password', { exact: true }), login.password);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: new RegExp(code) }).click();
  await expect(page.getByTestId('pending')).toBeHidden();
  // The forgotten one is gone: a restart asks for nothing.
  await laptop.shutDown();
  page = await laptop.start();
  await expect(page.getByRole('button', { name: `${login.name}: account` })).toBeVisible();
});
