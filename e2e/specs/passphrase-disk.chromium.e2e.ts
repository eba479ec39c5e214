import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { findOnDisk } from '../disk/disk-search.ts';
import { startInChromium } from '../harness/chromium-program.ts';
import { companyData } from '../harness/company-data.ts';
import type { DemoLogin } from '../harness/installation.ts';
import { DESKTOP } from '../harness/program.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn, typeInto } from '../pages/sign-in.ts';

const PASSPHRASE = 'tie the red boat';

interface Secrets {
  keys: string[];
  refreshTokens: string[];
}

/** Everything that the server gives the page and the disk must not tell, as it comes. */
function hearSecrets(page: Page): Secrets {
  const heard: Secrets = { keys: [], refreshTokens: [] };
  page.on('response', async (response) => {
    if (!/auth\.(login|refresh)/.test(response.url()) || !response.ok()) return;
    // Null for one that comes while the browser is being closed.
    const answer = await response.json().catch(() => null);
    if (answer === null) return;
    const { localKey, refreshToken } = answer.result.data;
    if (localKey && heard.keys.at(-1) !== localKey) heard.keys.push(localKey);
    if (refreshToken) heard.refreshTokens.push(refreshToken);
  });
  return heard;
}

/** A key as text, and as its bytes. */
const formsOf = (key: string) => [key, Buffer.from(key, 'base64url').toString('latin1')];

const deleteKeys = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const deleting = indexedDB.deleteDatabase('marginiq-keys');
        deleting.onsuccess = () => resolve();
        deleting.onerror = () => reject(deleting.error);
      }),
  );

async function setPassphrase(page: Page, login: DemoLogin, passphrase: string): Promise<void> {
  // Behind another window a click takes seconds: a page there is drawn once a second.
  await page.bringToFront();
  await page.getByRole('button', { name: `${login.name}: account` }).click();
  await page.getByRole('menuitem', { name: 'Passphrase…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('what is saved from now on');
  await typeInto(dialog.getByLabel('Passphrase', { exact: true }), passphrase);
  await typeInto(dialog.getByLabel('Repeat the passphrase'), passphrase);
  await typeInto(dialog.getByLabel('Your MarginIQ password'), login.password);
  await page.keyboard.press('Enter');
  // The one before may still be shown.
  await expect(page.getByText('The passphrase has been set').last()).toBeVisible();
}

test('a copy of a browser’s disk yields neither key nor session past a passphrase, and no data by deleting it', async ({
  installation,
  unpackDevice,
}) => {
  test.setTimeout(180_000);
  const company = installation.company('nordlicht');
  const login = loginOf(company, 'salesperson');
  const { customers } = await companyData(installation, company.slug, login);
  const laptop = await unpackDevice();
  let page = await laptop.start();
  const secrets = hearSecrets(page);
  await signIn(page, company, login);
  expect(secrets.refreshTokens).toEqual([]);
  // The session's, and the one by which the device is recognised; both go with the passphrase.
  expect((await page.context().cookies()).map(({ name }) => name.split('.')[0]).sort()).toEqual([
    'marginiq_desktop',
    'marginiq_device',
  ]);

  await setPassphrase(page, login, PASSPHRASE);
  await page.getByTestId('sync-chip').filter({ hasText: 'Up to date' }).waitFor();
  expect(await page.context().cookies()).toEqual([]);
  await laptop.shutDown();

  page = await laptop.start();
  const renewed = hearSecrets(page);
  await typeInto(page.getByLabel('Passphrase', { exact: true }), PASSPHRASE);
  await page.keyboard.press('Enter');
  await page.getByTestId('sync-chip').filter({ hasText: 'Up to date' }).waitFor();
  await laptop.shutDown();

  const [old, current] = secrets.keys;
  const tokens = [...secrets.refreshTokens, ...renewed.refreshTokens];
  if (old === undefined || current === undefined) throw new Error('no key was heard of');
  expect(tokens.length).toBeGreaterThan(1);
  expect(await findOnDisk(laptop.folder, [...formsOf(current), ...tokens])).toEqual([]);
  // Control: a key that was stored unencrypted is found.
  expect(await findOnDisk(laptop.folder, formsOf(old))).not.toEqual([]);

  const copy = await mkdtemp(join(tmpdir(), 'marginiq-copy-'));
  try {
    await cp(laptop.folder, copy, { recursive: true });
    let program = await startInChromium(copy, laptop.link.url, DESKTOP);
    expect(await program.firstWindow.context().cookies()).toEqual([]);
    await expect(program.firstWindow.getByRole('heading', { name: `Welcome back, ${login.name}` })).toBeVisible();
    await program.showInertPage(program.firstWindow);
    await deleteKeys(program.firstWindow);
    await program.close();
    program = await startInChromium(copy, laptop.link.url, DESKTOP);
    await expect(program.firstWindow.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    const shown = await program.firstWindow.locator('body').innerText();
    for (const customer of customers) expect(shown).not.toContain(customer);
    await program.close();
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
});

test('a passphrase that is set or changed in one window locks the others, and keeps what is being typed', async ({
  installation,
  unpackDevice,
}) => {
  test.setTimeout(120_000);
  const company = installation.company('nordlicht');
  const login = loginOf(company, 'salesperson', 1);
  const laptop = await unpackDevice();
  const page = await laptop.start();
  await signIn(page, company, login);
  const other = await laptop.anotherWindow();
  await other.getByTestId('sync-chip').filter({ hasText: 'Up to date' }).waitFor();
  await page.bringToFront();
  const form = new RequestForm(page);
  await form.open();
  await form.chooseCustomer();
  await form.chooseProduct(1);
  await form.justify('Their roof must be finished');

  await setPassphrase(page, login, PASSPHRASE);
  await expect(form.justification).toHaveValue('Their roof must be finished');
  const welcome = other.getByRole('heading', { name: `Welcome back, ${login.name}` });
  const unlock = async (passphrase: string) => {
    await expect(welcome).toBeVisible();
    await other.bringToFront();
    await typeInto(other.getByLabel('Passphrase', { exact: true }), passphrase);
    await other.keyboard.press('Enter');
  };
  await unlock(PASSPHRASE);
  await other.getByTestId('sync-chip').filter({ hasText: 'Up to date' }).waitFor();

  await setPassphrase(page, login, 'milk the grey goat');
  await unlock(PASSPHRASE);
  await expect(other.getByRole('alert')).toContainText('not the passphrase');
  await unlock('milk the grey goat');
  await other.getByTestId('sync-chip').filter({ hasText: 'Up to date' }).waitFor();
});
