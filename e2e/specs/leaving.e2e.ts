import type { Page } from '@playwright/test';
import { findOnDisk } from '../disk/disk-search.ts';
import { companyData } from '../harness/company-data.ts';
import { setCustomerBlocked } from '../harness/operator.ts';
import { screenshot } from '../harness/screenshot.ts';
import { storedData } from '../harness/stored-data.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { fillSignIn, loginOf, signIn, signOut } from '../pages/sign-in.ts';

const WHY = 'Their greenhouse lost its roof in the storm';
const DRAFT = 'Another hall is planned behind the mill';

async function submitRequest(page: Page, customer: string): Promise<string> {
  const form = new RequestForm(page);
  await form.open();
  await form.chooseCustomer(customer);
  await form.chooseProduct(1);
  await form.discount(2);
  await form.justify(WHY);
  return form.submit();
}

interface StoredRow {
  id: string;
  entry?: { state: string };
}

/** The rows of a person's local databases that stand on the device, by collection. */
async function rowsOn(page: Page): Promise<Record<string, StoredRow[]>> {
  const databases = Object.entries(await storedData(page)).filter(([name]) => name.startsWith('rxdb-dexie-marginiq-'));
  const rows: Record<string, StoredRow[]> = {};
  for (const [name, text] of databases) {
    const collection = name.split('--').at(-1) ?? '';
    const stood = (JSON.parse(text) as { id?: string; _deleted?: string }[]).filter(
      (row): row is StoredRow => row.id !== undefined && row._deleted !== '1',
    );
    rows[collection] = [...(rows[collection] ?? []), ...stood];
  }
  return rows;
}

test('signing out leaves a refused and an unsent action, sealed for whoever did them, and nothing else of the company', async ({
  installation,
  unpackDevice,
}) => {
  test.setTimeout(240_000);
  const company = installation.company('nordlicht');
  const [anna, ben] = [loginOf(company, 'salesperson'), loginOf(company, 'salesperson', 1)];
  const { customers, products, prices } = await companyData(installation, company.slug, anna);
  const [blocked = '', open = ''] = customers;
  const laptop = await unpackDevice();
  let page = await laptop.start();
  await signIn(page, company, anna);
  laptop.link.cut();
  const refused = await submitRequest(page, blocked);
  await setCustomerBlocked(installation, company.slug, { name: blocked, blocked: true });
  laptop.link.restore();
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await page.getByRole('link', { name: 'Outbox' }).click();
  await expect(page.getByTestId('outbox-refused')).toContainText(refused, { timeout: 75_000 });
  laptop.link.cut();
  const unsent = await submitRequest(page, open);
  const form = new RequestForm(page);
  await form.open();
  await form.justify(DRAFT);
  await page.getByRole('link', { name: 'Outbox' }).click();
  await expect(page.getByTestId('outbox-waiting')).toContainText(unsent);

  // What a sign-out deletes for good is named before.
  await page.getByRole('button', { name: /: account$/ }).press('Enter');
  await page.getByRole('menuitem', { name: 'Sign out' }).press('Enter');
  await expect(page.getByText('You have a draft that was not submitted.')).toBeVisible();
  await page.getByRole('button', { name: 'Stay signed in' }).press('Enter');
  await signOut(page);
  await expect(page.getByTestId('kept-work')).toContainText(`1 action by ${anna.name}`);
  const { commands = [], local = [], pages = [] } = await rowsOn(page);
  expect(
    commands
      .map(({ entry }) => entry?.state)
      .filter((state) => state !== 'accepted')
      .sort(),
  ).toEqual(['refused', 'waiting']);
  expect(local.map(({ id }) => id)).toEqual(['device']);
  expect(pages).toEqual([]);
  const keys = (await storedData(page))['marginiq-keys'];
  expect(keys ?? '[]').toBe('[]');

  // Nobody else sees them, and they stay.
  laptop.link.restore();
  await signIn(page, company, ben);
  await page.getByRole('link', { name: 'Outbox' }).click();
  await expect(page.getByText('Everything is sent', { exact: true })).toBeVisible();
  for (const code of [refused, unsent]) await expect(page.getByText(code)).toBeHidden();
  await signOut(page);
  await expect(page.getByTestId('kept-work')).toContainText(`1 action by ${anna.name}`);
  await screenshot(page, '26-left-with-unsent-work');
  await laptop.shutDown();
  expect(await findOnDisk(laptop.folder, [...customers, ...products, ...prices, WHY, DRAFT])).toEqual([]);

  page = await laptop.start();
  await fillSignIn(page, company.slug, anna);
  await page.getByRole('link', { name: 'Outbox' }).click();
  await expect(page.getByTestId('outbox-refused')).toContainText(refused);
  await expect(page.getByTestId('outbox-waiting')).toBeHidden();
  await page.getByRole('link', { name: 'My requests' }).first().click();
  await page.getByRole('link', { name: new RegExp(unsent) }).click();
  await expect(page.getByTestId('pending')).toBeHidden();
  await setCustomerBlocked(installation, company.slug, { name: blocked, blocked: false });
});
