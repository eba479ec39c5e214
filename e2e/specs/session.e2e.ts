import { expectAccessible } from '../harness/accessibility.ts';
import { screenshot } from '../harness/screenshot.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { fillSignIn, loginOf, signIn, typeInto } from '../pages/sign-in.ts';

test('wrong passwords and a missing network say what to do', async ({ installation, unpackDevice }) => {
  const company = installation.company('nordlicht');
  const laptop = await unpackDevice();
  const page = await laptop.start();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('Enter your company')).toBeVisible();
  await fillSignIn(page, company.slug, { email: loginOf(company, 'salesperson', 1).email, password: 'not this one' });
  await expect(page.getByRole('alert')).toContainText('Company, email or password is wrong');
  laptop.link.cut();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('cannot be reached');
});

test('signing out leaves nothing behind, but what was not sent', async ({ installation, unpackDevice }) => {
  const company = installation.company('nordlicht');
  const login = loginOf(company, 'salesperson', 1);
  const laptop = await unpackDevice();
  const page = await laptop.start();
  await signIn(page, company, login);
  const databases = () => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''));
  expect((await databases()).length).toBeGreaterThan(0);

  laptop.link.cut();
  const code = await new RequestForm(page).submitSmall();
  await page.getByRole('button', { name: /: account$/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByText('1 action is waiting to be sent')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out anyway' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible({ timeout: 30_000 });

  laptop.link.restore();
  await signIn(page, company, login);
  await page.getByRole('link', { name: new RegExp(code) }).click();
  await expect(page.getByTestId('pending')).toBeHidden();

  await page.getByRole('button', { name: /: account$/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  expect((await databases()).filter((name) => name.startsWith('rxdb'))).toEqual([]);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('people of two companies share a computer and see nothing of each other', async ({
  installation,
  unpackDevice,
}) => {
  const [first, second] = [installation.company('nordlicht'), installation.company('cascade')];
  const laptop = await unpackDevice();
  const page = await laptop.start();
  await signIn(page, first, loginOf(first, 'salesperson'));
  await page.getByRole('button', { name: /: account$/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await signIn(page, second, loginOf(second, 'salesperson'));
  const form = new RequestForm(page);
  await form.open();
  await page.getByRole('combobox', { name: 'Product 1' }).click();
  const shown = await page.getByRole('option').allInnerTexts();
  expect(shown.length).toBeGreaterThan(10);
  await expect(page.getByText('€')).toHaveCount(0);
});

test('a session that was ended elsewhere asks to sign in again and keeps the outbox', async ({
  installation,
  unpackDevice,
}) => {
  const company = installation.company('cascade');
  const login = loginOf(company, 'salesperson', 1);
  const laptop = await unpackDevice();
  let page = await laptop.start();
  await signIn(page, company, login);
  laptop.link.cut();
  await new RequestForm(page).submitSmall();
  await installation.endSessions(company.slug, login.email);
  await laptop.shutDown();
  laptop.link.restore();
  page = await laptop.start();
  await expect(page.getByText('Your session has ended')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Sign in again' }).click();
  const dialog = page.getByRole('dialog', { name: /^Sign in again as/ });
  await typeInto(page.getByLabel('Password', { exact: true }), login.password);
  laptop.link.swallow();
  await page.keyboard.press('Enter');
  // Closed while the server is asked, it would let its person sign out before the answer signs them in.
  await expect(dialog.getByRole('button', { name: 'Close' })).toBeDisabled();
  await page.keyboard.press('Escape');
  laptop.link.cut();
  await expect(dialog.getByText('The server cannot be reached.')).toBeVisible();
  laptop.link.restore();
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByTestId('sync-chip')).toContainText('Up to date', { timeout: 30_000 });
  await page.getByRole('link', { name: 'Outbox' }).click();
  await expect(page.getByText('Everything is sent', { exact: true })).toBeVisible();
});

test('a device whose access is revoked sends nothing, is wiped, and the admin sees what it had not sent', async ({
  installation,
  unpackDevice,
}) => {
  const company = installation.company('nordlicht');
  const login = loginOf(company, 'salesperson', 1);
  const laptop = await unpackDevice();
  const page = await laptop.start();
  await signIn(page, company, login);
  laptop.link.cut();
  for (let number = 0; number < 2; number += 1) {
    await new RequestForm(page).submitSmall();
  }

  const office = await (await unpackDevice({ host: 'chromium' })).start();
  await office.goto(`${installation.url}/admin/`);
  await fillSignIn(office, company.slug, loginOf(company, 'admin'));
  await office.getByRole('link', { name: 'Devices' }).click();
  const row = office.getByRole('row').filter({ hasText: login.name }).filter({ hasText: 'In use' }).first();
  await expect(row).toBeVisible();
  await screenshot(office, '15-admin-devices');
  await expectAccessible(office);
  await row.getByRole('button', { name: /^Revoke access/ }).click();
  await office.getByRole('dialog').getByRole('button', { name: 'Revoke access' }).click();
  await expect(office.getByText('Access revoked', { exact: true })).toBeVisible();

  laptop.link.restore();
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  const notice = page.getByRole('alert').filter({ hasText: 'access was revoked' });
  await expect(notice).toContainText('2 actions had not been sent', { timeout: 60_000 });
  await screenshot(page, '16-access-taken-away');
  await expectAccessible(page);
  // On a slow disk the screen does not wait for all of it to go.
  await expect
    .poll(() => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? '')))
    .not.toContainEqual(expect.stringMatching(/^rxdb/));

  await office.reload();
  await expect(office.getByText('2 actions had not been sent.')).toBeVisible();
  await screenshot(office, '17-admin-device-wiped');
  // The person is welcome again, as on a new device.
  await signIn(page, company, login);
});
