import { tearPagesOut } from '../harness/damage.ts';
import { screenshot } from '../harness/screenshot.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

test('a damaged local database is repaired and keeps what was not sent', async ({ installation, unpackDevice }) => {
  const company = installation.company('nordlicht');
  const laptop = await unpackDevice();
  let page = await laptop.start();
  await signIn(page, company, loginOf(company, 'salesperson'));
  laptop.link.cut();
  const form = new RequestForm(page);
  await form.open();
  await form.chooseCustomer();
  await form.chooseProduct(1);
  await form.discount(3);
  const code = await form.submit();

  await laptop.showInertPage(page);
  await tearPagesOut(page);
  await laptop.shutDown();
  page = await laptop.start();
  await expect(page.getByRole('heading', { name: 'MarginIQ cannot open its data on this device' })).toBeVisible();
  await expect(page.getByText(`Submit request ${code}`)).toBeVisible();
  await screenshot(page, '11-repair');
  const backup = await laptop.savedFile(page, () => page.getByRole('button', { name: 'Repair' }).click());
  expect(backup.name).toBe('marginiq-unsent-nordlicht.json');
  laptop.link.restore();
  await page.getByRole('link', { name: 'My requests' }).click();
  await page.getByRole('link', { name: new RegExp(code) }).click();
  await expect(page.getByTestId('pending')).toBeHidden({ timeout: 75_000 });
});

test('a server killed while in use loses nothing, and the device continues by itself', async ({
  installation,
  unpackDevice,
}) => {
  const company = installation.company('nordlicht');
  const laptop = await unpackDevice();
  const page = await laptop.start();
  await signIn(page, company, loginOf(company, 'salesperson', 1));
  const form = new RequestForm(page);
  await form.open();
  await form.chooseCustomer();
  await form.chooseProduct(1);
  await form.discount(2);
  const crashed = installation.crashApi();
  await form.submit();
  await crashed;
  await expect(page.getByTestId('pending')).toBeHidden({ timeout: 75_000 });
  await expect(page.getByText(/Approved by rules|Under review/)).toBeVisible();
});

test('two windows of one person show the same and send each action once', async ({ installation, unpackDevice }) => {
  const company = installation.company('cascade');
  const laptop = await unpackDevice();
  const first = await laptop.start();
  await signIn(first, company, loginOf(company, 'salesperson'));
  const second = await laptop.anotherWindow();
  await expect(second.getByTestId('sync-chip')).toContainText('Up to date');
  const form = new RequestForm(second);
  await form.open();
  await form.chooseCustomer();
  await form.chooseProduct(1);
  await form.discount(2);
  const code = await form.submit();
  await expect(second.getByTestId('pending')).toBeHidden();
  await first.getByRole('link', { name: new RegExp(code) }).click();
  await expect(first.getByRole('heading', { name: new RegExp(code) })).toBeVisible();
  // The window that did the work closes; the other one takes over.
  await first.close();
  await form.open();
  await form.chooseCustomer();
  await form.chooseProduct(1, 1);
  await form.discount(2);
  await form.submit();
  await expect(second.getByTestId('pending')).toBeHidden();
});

test('a half-written request survives a reload and a closed program', async ({ installation, unpackDevice }) => {
  const company = installation.company('cascade');
  const laptop = await unpackDevice();
  let page = await laptop.start();
  await signIn(page, company, loginOf(company, 'salesperson', 1));
  const form = new RequestForm(page);
  await form.open();
  await form.chooseCustomer();
  await form.justify('They want an answer today.');
  await page.getByRole('link', { name: 'My requests' }).click();
  await expect(page.getByRole('link', { name: /^Continue: / })).toBeVisible();
  await laptop.shutDown();
  page = await laptop.start();
  await page.getByRole('link', { name: /^Continue: / }).click();
  await expect(page.getByRole('textbox', { name: 'Why this discount?' })).toHaveValue('They want an answer today.');
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Why this discount?' })).toHaveValue('They want an answer today.');
});

test('a local database that IndexedDB cannot open for some seconds opens by itself', async ({
  installation,
  unpackDevice,
}) => {
  const company = installation.company('cascade');
  const laptop = await unpackDevice();
  const page = await laptop.start();
  await signIn(page, company, loginOf(company, 'salesperson', 1));
  await page.addInitScript(() => {
    const { open } = IDBFactory.prototype;
    const brokenUntil = performance.now() + 4_000;
    IDBFactory.prototype.open = function (name, version) {
      if (name.startsWith('rxdb-dexie-') && performance.now() < brokenUntil) {
        throw new DOMException('Internal error opening backing store.', 'UnknownError');
      }
      return open.call(this, name, version);
    };
  });
  await page.reload();
  await expect(page.getByRole('heading', { name: 'My requests' })).toBeVisible();
  await expect(page.getByTestId('sync-chip')).toContainText('Up to date');
});
