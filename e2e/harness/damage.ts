import type { Page } from '@playwright/test';

/**
 * Tears the requests' store out of the local database, as after a half-written disk.
 * @param page an inert one of the app's origin: a running app would hold the database open
 */
export async function tearPagesOut(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
    const name = names.find((one) => one.endsWith('--pages'));
    if (name === undefined) throw new Error(`no local database of pages among ${names.join()}`);
    await new Promise((resolve, reject) => {
      const open = indexedDB.open(name, 10_000);
      open.onupgradeneeded = () => {
        for (const store of [...open.result.objectStoreNames]) open.result.deleteObjectStore(store);
      };
      open.onsuccess = () => resolve(open.result.close());
      open.onerror = () => reject(open.error);
    });
  });
}
