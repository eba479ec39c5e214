import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PASSWORD, type TestCompany } from '@marginiq/server/testing/test-company';
import { chromium, expect, type Page } from '@playwright/test';

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface AppPage extends AsyncDisposable {
  page: Page;
}

/** The built app in a real Chromium with an empty profile. */
export async function openApp(executablePath: string, url: string): Promise<AppPage> {
  const profile = await mkdtemp(join(tmpdir(), 'marginiq-bench-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: QUIET,
    viewport: { width: 1280, height: 860 },
    locale: 'en-GB',
  });
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(`${url}/app/`);
  return {
    page,
    [Symbol.asyncDispose]: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** Signs Anna in and waits until her device holds everything. */
export async function signInAnna(page: Page, company: TestCompany): Promise<void> {
  await page.getByRole('textbox', { name: 'Company' }).fill(company.slug);
  await page.getByRole('textbox', { name: 'Email' }).fill(company.person('Anna').email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByTestId('sync-chip').filter({ hasText: 'Up to date' }).waitFor({ timeout: 120_000 });
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}

/** The field of one line, by the program's name for it. */
export const lineField = (page: Page, name: 'Quantity' | 'Discount', line: number) =>
  page.getByRole('textbox', { name: `${name} of product ${line}`, exact: true });

/** Opens a new request for a customer, with that many complete lines, the first of which is the largest. */
export async function fillRequest(page: Page, lines: number): Promise<void> {
  await page.getByRole('link', { name: 'New request' }).first().click();
  await page.getByRole('combobox', { name: 'Customer' }).click();
  await page.getByRole('option').first().click();
  for (let line = 1; line <= lines; line += 1) {
    if (line > 1) await page.getByRole('button', { name: 'Add product' }).click();
    const product = page.getByRole('combobox', { name: `Product ${line}`, exact: true });
    await product.click();
    await product.pressSequentially(`P-0${1000 + line * 37}`);
    // By the keyboard: a click scrolls to the option, and the list of a field that has left the window is hidden.
    await product.press('Enter');
    await lineField(page, 'Discount', line).pressSequentially('4');
  }
  await lineField(page, 'Quantity', 1).click();
  await page.keyboard.press('End');
  await page.keyboard.type('00');
  await expect(page.getByTestId('verdict')).toBeVisible();
}
