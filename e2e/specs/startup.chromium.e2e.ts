import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { expectAccessible } from '../harness/accessibility.ts';
import { BrowserProfile } from '../harness/browser-profile.ts';
import { chromiumOptions } from '../harness/chromium.ts';
import { screenshot } from '../harness/screenshot.ts';
import { expect, test } from '../harness/test.ts';

/** A browser feature that throws as soon as it is read. */
const breaking = (name: string) =>
  `Object.defineProperty(window, '${name}', { get() { throw new TypeError('no ${name} here'); } })`;

const APPS = ['app', 'admin'] as const;

for (const app of APPS) {
  test(`/${app}/ says what to do in a browser that blocks cookies and site data`, async ({ installation }) => {
    const folder = await mkdtemp(join(tmpdir(), 'marginiq-blocked-'));
    await mkdir(join(folder, 'Default'), { recursive: true });
    // The setting that people find as "Block all cookies".
    const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
    await writeFile(join(folder, 'Default', 'Preferences'), JSON.stringify(preferences));
    const context = await chromium.launchPersistentContext(folder, { ...chromiumOptions(), locale: 'en-GB' });
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`${installation.url}/${app}/`);
    await expect(page.getByRole('heading', { name: 'Your browser blocks MarginIQ’s storage' })).toBeVisible();
    await expect(page.getByRole('alert')).toContainText(
      `allow cookies and site data for 127.0.0.1:${installation.port}`,
    );
    await expectAccessible(page);
    await screenshot(page, `startup-blocked-${app}`);
    await context.close();
    await rm(folder, { recursive: true, force: true });
  });

  test(`/${app}/ without Web Locks or with a fault while it starts is never a white page`, async ({ installation }) => {
    await using profile = await BrowserProfile.open();
    const url = `${installation.url}/${app}/`;
    const faults: [script: string, title: string][] = [
      [
        'Object.defineProperty(Navigator.prototype, "locks", { value: undefined })',
        'This browser is too old for MarginIQ',
      ],
      // Read while modules are evaluated, long before anything is shown.
      [breaking('MessageChannel'), 'MarginIQ stopped because of an error'],
      // Called while the first component is rendered.
      [breaking('matchMedia'), 'MarginIQ stopped because of an error'],
    ];
    for (const [script, title] of faults) {
      const page = await profile.context.newPage();
      await page.addInitScript(script);
      await page.goto(url);
      await expect(page.getByRole('heading', { name: title })).toBeVisible();
      await expect(page.getByTestId('failure-details')).toContainText(/MarginIQ (admin )?\d+\.\d+\.\d+/);
      await page.close();
    }
  });

  test(`/${app}/ whose files do not load, or without JavaScript, says so`, async ({ installation }) => {
    await using profile = await BrowserProfile.open();
    const page = await profile.context.newPage();
    await page.route(/\/assets\/.*\.js$/, (route) => route.fulfill({ status: 404, body: 'Not found.' }));
    await page.goto(`${installation.url}/${app}/`);
    await expect(page.getByRole('heading', { name: /has not started yet/ })).toBeVisible({ timeout: 20_000 });
    await expect(page.getByRole('link', { name: /again/ })).toBeVisible();
    const browser = await chromium.launch(chromiumOptions());
    const without = await browser.newPage({ javaScriptEnabled: false });
    await without.goto(`${installation.url}/${app}/`);
    await expect(without.getByRole('heading', { name: /needs JavaScript/ })).toBeVisible();
    await browser.close();
  });
}

test('the missing database is named in a browser without IndexedDB', async ({ installation }) => {
  await using profile = await BrowserProfile.open();
  for (const script of [
    'Object.defineProperty(window, "indexedDB", { value: undefined })',
    'Object.defineProperty(window, "indexedDB", { get() { throw new DOMException("no", "SecurityError"); } })',
  ]) {
    const page = await profile.context.newPage();
    await page.addInitScript(script);
    await page.goto(`${installation.url}/app/`);
    await expect(page.getByRole('heading', { name: 'This browser has no database for MarginIQ' })).toBeVisible();
    await page.close();
  }
});
