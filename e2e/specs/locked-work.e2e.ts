import type { Page } from '@playwright/test';
import { expectAccessible } from '../harness/accessibility.ts';
import { screenshot } from '../harness/screenshot.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

/**
 * Makes every command on this device one that an unknown key has sealed: its key id is replaced by another.
 * @param page an inert one of the app's origin
 */
const lockCommands = (page: Page) =>
  page.evaluate(async () => {
    const result = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
    const database = await result(indexedDB.open(names.find((name) => name.endsWith('--commands')) ?? ''));
    const docs = database.transaction('docs', 'readwrite').objectStore('docs');
    for (const row of await result(docs.getAll())) {
      row.entry.sealed = `${row.entry.sealed[0]}${'?'.repeat(8)}${row.entry.sealed.slice(9)}`;
      await result(docs.put(row));
    }
    database.close();
  });

test('an action that stays locked can be discarded with a copy, and what was made after it is sent', async ({
  installation,
  unpackDevice,
}) => {
  const company = installation.company('nordlicht');
  const laptop = await unpackDevice();
  let page = await laptop.start();
  await signIn(page, company, loginOf(company, 'salesperson'));
  laptop.link.cut();
  await new RequestForm(page).submitSmall();
  await laptop.showInertPage(page);
  await lockCommands(page);
  await laptop.shutDown();
  laptop.link.restore();
  page = await laptop.start();
  await expect(page.getByText('1 action is sealed by a key that this device does not have now.')).toBeVisible();
  const later = await new RequestForm(page).submitSmall();
  await expect(page.getByTestId('pending')).toBeVisible();

  const discard = page.getByRole('button', { name: 'Discard 1 locked action…' });
  await discard.click();
  const dialog = page.getByRole('dialog', { name: 'Discard 1 locked action?' });
  await expect(dialog).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, '26-discard-locked');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await expect(discard).toBeFocused();

  await discard.click();
  const copy = await laptop.savedFile(page, () =>
    dialog.getByRole('button', { name: 'Save a copy and discard' }).click(),
  );
  expect(copy.name).toBe('marginiq-discarded-nordlicht.json');
  await expect(page.getByText('1 action was discarded.')).toBeVisible();
  await expect(discard).toBeHidden();
  await page.getByRole('link', { name: 'My requests' }).first().click();
  await page.getByRole('link', { name: new RegExp(later) }).click();
  await expect(page.getByTestId('pending')).toBeHidden();
});

test('data that a newer version has opened is not called damaged, and opens once that is over', async ({
  installation,
  unpackDevice,
}) => {
  const company = installation.company('cascade');
  const laptop = await unpackDevice();
  let page = await laptop.start();
  await signIn(page, company, loginOf(company, 'salesperson'));
  await laptop.showInertPage(page);
  /** What a newer version leaves: a store of the next layout. */
  const newerStore = async (work: 'make' | 'remove') =>
    page.evaluate(async (what) => {
      const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
      const name = names.find((one) => one.endsWith('--0--commands'))?.replace('--0--', '--1--') ?? '';
      await new Promise<void>((resolve, reject) => {
        const request = what === 'make' ? indexedDB.open(name) : indexedDB.deleteDatabase(name);
        request.onsuccess = () => {
          if (what === 'make') (request.result as IDBDatabase).close();
          resolve();
        };
        request.onerror = () => reject(request.error);
      });
    }, work);
  await newerStore('make');
  await laptop.shutDown();
  page = await laptop.start();
  await expect(page.getByRole('heading', { name: 'A newer version of MarginIQ is in use' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Repair' })).toBeHidden();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await expectAccessible(page);
  await screenshot(page, '27-newer-version');
  await newerStore('remove');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByTestId('sync-chip')).toContainText('Up to date');
});
