import type { Page } from '@playwright/test';
import { findOnDisk } from '../disk/disk-search.ts';
import { type CompanyData, companyData } from '../harness/company-data.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

const WHY = 'Their zinc roof must be finished before the frost';
const DRAFT = 'Perhaps a pallet of skylights as well';

async function submitRequest(page: Page): Promise<{ code: string; customer: string }> {
  const form = new RequestForm(page);
  await form.open();
  const customer = await form.chooseCustomer();
  await form.chooseProduct(1);
  await form.quantity(3);
  await form.discount(20);
  await form.justify(WHY);
  return { code: await form.submit(), customer };
}

/** The same data as a program that seals nothing would leave it: in a database, and in the page's small storage. */
const writeInTheClear = (page: Page, words: string[]) =>
  page.evaluate(async (all) => {
    localStorage.setItem('control', all.join('\n'));
    const opened = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('control', 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore('docs', { keyPath: 'id' });
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    const transaction = opened.transaction('docs', 'readwrite');
    // Small and large: what is large, Chromium compresses and keeps in a file of its own.
    transaction.objectStore('docs').put({ id: 'small', upserts: all.join() });
    transaction.objectStore('docs').put({ id: 'large', upserts: all.join().repeat(200) });
    await new Promise((resolve) => {
      transaction.oncomplete = resolve;
    });
    opened.close();
  }, words);

const wordsOf = ({ customers, products, prices }: CompanyData) => [...customers, ...products, ...prices, WHY, DRAFT];

test('the disk of a device reveals no customer, no price, no cost and nothing that was typed', async ({
  installation,
  unpackDevice,
}) => {
  test.setTimeout(180_000);
  const company = installation.company('nordlicht');
  const login = loginOf(company, 'salesperson');
  const words = wordsOf(await companyData(installation, company.slug, login));
  expect(new Set(words).size).toBeGreaterThan(20);
  const laptop = await unpackDevice();
  let page = await laptop.start();
  await signIn(page, company, login);

  const online = await submitRequest(page);
  await expect(page.getByTestId('pending')).toBeHidden();
  await page.getByRole('link', { name: 'My requests' }).first().click();
  await page.getByRole('textbox', { name: 'Search requests' }).pressSequentially(online.customer);
  await page.getByRole('link', { name: new RegExp(online.code) }).click();
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(online.code) })).toBeVisible();
  laptop.link.cut();
  const offline = await submitRequest(page);
  const form = new RequestForm(page);
  await form.open();
  await form.chooseCustomer();
  await form.chooseProduct(1);
  await form.justify(DRAFT);
  await page.getByRole('link', { name: 'Outbox' }).click();
  await expect(page.getByTestId('outbox-waiting')).toContainText(offline.code);
  await laptop.shutDown();
  // Once more, from the disk alone.
  page = await laptop.start();
  await page.getByRole('link', { name: new RegExp(offline.code) }).click();
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(offline.code) })).toBeVisible();
  await laptop.shutDown();
  const told = await findOnDisk(laptop.folder, [...words, online.customer, offline.customer]);
  expect(new Set(told.map(({ file, word }) => `${file}: ${word}`))).toEqual(new Set());

  // Control: the search finds every one of them if it is written unencrypted.
  page = await laptop.start();
  await laptop.showInertPage(page);
  await writeInTheClear(page, words);
  await laptop.shutDown();
  const found = await findOnDisk(laptop.folder, words);
  for (const place of ['IndexedDB', 'Local Storage']) {
    const there = found.filter(({ file }) => file.includes(place)).map(({ word }) => word);
    expect(new Set(there), place).toEqual(new Set(words));
  }
});
