import type { Page } from '@playwright/test';
import { findOnDisk } from '../disk/disk-search.ts';
import { AdminApi } from '../harness/admin-api.ts';
import { companyData } from '../harness/company-data.ts';
import { HOST } from '../harness/host.ts';
import { restartWithoutSession } from '../harness/lost-session.ts';
import { setCustomerBlocked } from '../harness/operator.ts';
import { dataOf, keptKeys, kindsOf, personIn } from '../harness/person-data.ts';
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

/** Opens the only draft there is. */
async function continueDraft(page: Page, words: string): Promise<void> {
  await page.getByRole('link', { name: 'My requests' }).first().click();
  await page.getByRole('link', { name: /^Continue: / }).click();
  await expect(new RequestForm(page).justification).toHaveValue(words);
}

async function beginDraft(page: Page, words: string): Promise<void> {
  const form = new RequestForm(page);
  await form.open();
  await form.justify(words);
  await page.getByRole('link', { name: 'My requests' }).first().click();
  await expect(page.getByTestId('draft')).toHaveCount(1);
}

interface StoredRow {
  id: string;
  entry?: { state: string };
}

/** The rows of a person's local databases on the device, by collection. */
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

test('signing out leaves a refused and an unsent action and a draft, sealed for whoever made them, and nothing else of the company', async ({
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

  // What becomes of it is said before. Whoever stays, by keyboard, is back where they began.
  const account = page.getByRole('button', { name: /: account$/ });
  for (const stay of ['Escape', 'Stay signed in']) {
    await account.press('Enter');
    await page.getByRole('menuitem', { name: 'Sign out' }).press('Enter');
    await expect(page.getByText('You have a draft that was not submitted. It stays on this device')).toBeVisible();
    if (stay === 'Escape') await page.keyboard.press('Escape');
    else await page.getByRole('button', { name: stay }).press('Enter');
    await expect(account).toBeFocused();
  }
  await account.press('Enter');
  await page.getByRole('menuitem', { name: 'Passphrase…' }).press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(account).toBeFocused();
  await signOut(page);
  await expect(page.getByTestId('kept-work')).toContainText(`1 action by ${anna.name}`);
  await expect(page.getByTestId('kept-work')).toContainText(`Unfinished work by ${anna.name}`);
  // On a slow disk the screen does not wait for all of it to go.
  await expect
    .poll(async () => {
      const { local = [], pages = [] } = await rowsOn(page);
      const kinds = local.map(({ id }) => id.split(':')[0]);
      return { local: kinds, pages, keys: (await storedData(page))['marginiq-keys'] ?? '[]' };
    })
    .toEqual({ local: ['device', 'draft'], pages: [], keys: '[]' });
  const { commands = [] } = await rowsOn(page);
  expect(
    commands
      .map(({ entry }) => entry?.state)
      .filter((state) => state !== 'accepted')
      .sort(),
  ).toEqual(['refused', 'waiting']);

  // Nobody else sees them, and they stay.
  laptop.link.restore();
  await signIn(page, company, ben);
  await page.getByRole('link', { name: 'Outbox' }).click();
  await expect(page.getByText('Everything is sent', { exact: true })).toBeVisible();
  for (const code of [refused, unsent]) await expect(page.getByText(code)).toBeHidden();
  await page.getByRole('link', { name: 'My requests' }).first().click();
  await expect(page.getByRole('link', { name: /R-/ }).first()).toBeVisible();
  await expect(page.getByTestId('draft')).toHaveCount(0);
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
  await continueDraft(page, DRAFT);
  await setCustomerBlocked(installation, company.slug, { name: blocked, blocked: false });
});

test('whoever is replaced by another sign-in leaves unsent actions and drafts on the device, and no page', async ({
  installation,
  unpackDevice,
}) => {
  test.setTimeout(180_000);
  const company = installation.company('nordlicht');
  const [anna, ben] = [loginOf(company, 'salesperson'), loginOf(company, 'salesperson', 1)];
  const { customers } = await companyData(installation, company.slug, anna);
  const laptop = await unpackDevice();
  let page = await laptop.start();
  await signIn(page, company, anna);
  laptop.link.cut();
  const unsent = await submitRequest(page, customers[1] ?? '');
  await beginDraft(page, DRAFT);
  const annas = await personIn(page, anna.email);
  expect(await kindsOf(page, annas)).toEqual(['commands', 'local', 'pages']);

  // She never signed out: her session is lost, or has run out.
  page = await restartWithoutSession(laptop, page);
  await expect(page.getByTestId('kept-work')).toContainText(`1 action by ${anna.name}`);
  expect(await kindsOf(page, annas)).toContain('pages');
  laptop.link.restore();
  await signIn(page, company, ben);
  const rowsOfAnna = async () =>
    (await dataOf(page, annas)).flatMap(([, text]) => JSON.parse(text) as { id: string; entry?: { state: string } }[]);
  // While he works already.
  await expect.poll(() => kindsOf(page, annas)).toEqual(['commands', 'local']);
  const ownRows = async () => (await rowsOfAnna()).filter(({ id, entry }) => entry === undefined && id !== 'device');
  await expect.poll(async () => (await ownRows()).map(({ id }) => id.split(':')[0])).toEqual(['draft']);
  expect((await rowsOfAnna()).flatMap(({ entry }) => entry?.state ?? [])).toEqual(['waiting']);
  // The server may lose her key before she is back.
  if (HOST === 'chromium') expect(await keptKeys(page)).toContainEqual(expect.stringContaining(`/${annas}`));

  await signOut(page);
  await fillSignIn(page, company.slug, anna);
  await page.getByRole('link', { name: new RegExp(unsent) }).click();
  await expect(page.getByTestId('pending')).toBeHidden({ timeout: 30_000 });
  await continueDraft(page, DRAFT);
});

test('a deactivated person reads why, keeps unsent actions and drafts here, and finds them again once the account is active', async ({
  installation,
  unpackDevice,
}) => {
  test.setTimeout(180_000);
  const company = installation.company('cascade');
  const login = loginOf(company, 'salesperson', 1);
  const { customers } = await companyData(installation, company.slug, login);
  const admin = await AdminApi.signIn(installation, company, loginOf(company, 'admin'));
  const laptop = await unpackDevice();
  const page = await laptop.start();
  await signIn(page, company, login);
  laptop.link.cut();
  const unsent = await submitRequest(page, customers[1] ?? '');
  const form = new RequestForm(page);
  await form.open();
  // In the middle of a sentence.
  await form.justify(DRAFT);
  const person = await personIn(page, login.email);
  await admin.setActive(login, false);
  laptop.link.restore();
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  const notice = page.getByRole('alert').filter({ hasText: 'Your account was deactivated' });
  await expect(notice).toContainText('1 action had not been sent', { timeout: 60_000 });
  await expect(notice).toContainText('Drafts stay on this device, sealed');
  await expect(notice).toContainText('talk to an admin');
  await expect(page.getByTestId('kept-work')).toContainText(`1 action by ${login.name}`);
  await expect(page.getByTestId('kept-work')).toContainText(`Unfinished work by ${login.name}`);
  await screenshot(page, '39-deactivated');
  await expect.poll(() => kindsOf(page, person)).toEqual(['commands', 'local']);
  expect(JSON.stringify(await dataOf(page, person))).not.toContain(DRAFT);

  await fillSignIn(page, company.slug, { ...login, password: 'not this one' });
  await expect(page.getByText('Company, email or password is wrong')).toBeVisible();
  await fillSignIn(page, company.slug, login);
  await expect(page.getByText('Your account was deactivated.')).toBeVisible();

  await admin.setActive(login, true);
  await signIn(page, company, login);
  await page.getByRole('link', { name: new RegExp(unsent) }).click();
  await expect(page.getByTestId('pending')).toBeHidden({ timeout: 30_000 });
  await continueDraft(page, DRAFT);
});
