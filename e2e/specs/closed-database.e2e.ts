import type { Page } from '@playwright/test';
import type { Device } from '../harness/device.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

/** A heartbeat notices it, the database is opened again, and memory is compared with the disk. */
const REOPENED_MS = 20_000;

const draftsIn = (page: Page) => page.getByRole('region', { name: 'Drafts' }).getByTestId('draft');

/** The local database is closed, with or without what it held, while windows have it open. */
type Fault = (laptop: Device, page: Page) => Promise<void>;

const evicted: Fault = (laptop, page) => laptop.evictDatabases(page);

/** By another page of the same origin, in which the program does not run. */
const fromAnotherPage =
  (work: 'delete' | 'close'): Fault =>
  async (laptop) => {
    const other = await laptop.anotherWindow();
    await laptop.showInertPage(other);
    await other.evaluate(async (what) => {
      const over = (request: IDBOpenDBRequest) =>
        new Promise<void>((resolve, reject) => {
          // Whoever has a database open closes it for one that wants to upgrade it, which then changes nothing.
          if (what === 'close') request.onupgradeneeded = () => request.transaction?.abort();
          request.onsuccess = () => resolve();
          request.onerror = () => (what === 'close' ? resolve() : reject(request.error));
        });
      for (const { name = '', version = 1 } of await indexedDB.databases()) {
        await over(what === 'delete' ? indexedDB.deleteDatabase(name) : indexedDB.open(name, version + 1));
      }
    }, work);
    await other.close();
  };

for (const [happened, fault, isLost] of [
  ['taken away by its host', evicted, true],
  ['deleted by another page', fromAnotherPage('delete'), true],
  ['closed by another page', fromAnotherPage('close'), false],
] as const) {
  test(`an unsent action and a draft outlive a local database that is ${happened}, in two windows and over a restart, and is sent once`, async ({
    installation,
    unpackDevice,
  }) => {
    const company = installation.company('cascade');
    const laptop = await unpackDevice();
    let page = await laptop.start();
    await signIn(page, company, loginOf(company, 'salesperson'));
    const second = await laptop.anotherWindow();
    await expect(second.getByTestId('sync-chip')).toContainText('Up to date');
    laptop.link.cut();
    const form = new RequestForm(second);
    await form.open();
    await form.chooseCustomer();
    await form.chooseProduct(1);
    await form.discount(2);
    const code = await form.submit();
    // A draft that no window has open while it happens.
    await form.open();
    await form.justify('Half a sentence');
    await second.getByRole('link', { name: 'My requests' }).first().click();
    await expect(draftsIn(second)).toHaveCount(1);
    await expect(page.getByRole('link', { name: new RegExp(code) })).toBeVisible();

    const told = [page, second].map(async (window) => {
      const notice = window.getByText(/unsent action was (lost|saved again)/);
      await expect(notice).toBeVisible({ timeout: REOPENED_MS });
      return await notice.innerText();
    });
    await fault(laptop, page);
    const said = (await Promise.all(told)).join();
    for (const window of [page, second]) await expect(draftsIn(window)).toHaveCount(1);
    // The window that comes second finds what the first one has written.
    if (isLost) expect(said).toContain('One unsent action was saved again.');
    else expect(said).not.toContain('saved again');
    await expect(page.getByRole('link', { name: new RegExp(code) })).toBeVisible();

    // It is on the disk, and not only in the windows' memory.
    await laptop.shutDown();
    page = await laptop.start();
    await expect(draftsIn(page)).toHaveCount(1);
    await page.getByRole('link', { name: new RegExp(code) }).click();
    await expect(page.getByTestId('pending')).toBeVisible();
    laptop.link.restore();
    await page.getByTestId('sync-chip').click();
    await expect(page.getByTestId('pending')).toBeHidden({ timeout: 75_000 });
    await page.getByRole('link', { name: 'My requests', exact: true }).click();
    await expect(page.getByRole('link', { name: new RegExp(code) })).toHaveCount(1);
  });
}
