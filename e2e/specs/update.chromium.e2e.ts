import type { Page } from '@playwright/test';
import { BrowserProfile } from '../harness/browser-profile.ts';
import { Deployment } from '../harness/deployment.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

const notice = (page: Page) => page.getByTestId('update-notice');
const version = (page: Page) => page.evaluate(() => document.documentElement.dataset.version);
const OLDER = /\(older\)$/;

/** Until this page runs under a service worker, as from its second opening on. */
async function openControlled(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await page.reload();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

test('a version that the server refuses is updated by a button in all windows at once, and keeps the work', async ({
  installation,
}) => {
  test.setTimeout(240_000);
  const company = installation.company('nordlicht');
  const deployment = await Deployment.ofOlderVersion(installation);
  await using profile = await BrowserProfile.open();
  const url = `http://127.0.0.1:${deployment.port}/app/`;
  const first = profile.context.pages()[0] ?? (await profile.context.newPage());
  await openControlled(first, url);
  await signIn(first, company, loginOf(company, 'salesperson'));
  const second = await profile.context.newPage();
  await second.goto(url);
  await expect(second.getByTestId('sync-chip')).toContainText('Up to date');
  expect(await version(first)).toMatch(OLDER);
  expect(await version(second)).toMatch(OLDER);

  // A half-written request in one window, and an action that waits to be sent in the other.
  const writing = new RequestForm(second);
  await writing.open();
  await writing.justify('They want an answer today.');
  await profile.context.setOffline(true);
  const code = await new RequestForm(first).submitSmall();

  await deployment.deployNewer();
  deployment.refuseOlder();
  await profile.context.setOffline(false);
  await expect(notice(first)).toContainText('MarginIQ must be updated', { timeout: 60_000 });
  // Reloading is what people try first; with two windows open it keeps the old version.
  await first.reload();
  expect(await version(first)).toMatch(OLDER);

  await notice(first).getByRole('button', { name: 'Update now' }).click();
  for (const page of [first, second]) {
    await expect.poll(() => version(page).catch(() => 'reloading'), { timeout: 60_000 }).not.toMatch(/older|reloading/);
    await expect(notice(page)).toBeHidden();
  }
  await expect(first.getByTestId('sync-chip')).toContainText('Up to date', { timeout: 30_000 });
  await first
    .getByRole('navigation')
    .getByRole('link', { name: /My requests/ })
    .click();
  await expect(first.getByRole('link', { name: new RegExp(code) })).toHaveCount(1);
  await expect(writing.justification).toHaveValue('They want an answer today.');
  await deployment.stop();
});

test('a reload brings the new version where no other window is open', async ({ installation }) => {
  test.setTimeout(240_000);
  const deployment = await Deployment.ofOlderVersion(installation);
  await using profile = await BrowserProfile.open();
  const page = profile.context.pages()[0] ?? (await profile.context.newPage());
  await openControlled(page, `http://127.0.0.1:${deployment.port}/app/`);
  expect(await version(page)).toMatch(OLDER);
  await deployment.deployNewer();
  await page.evaluate(async () => void (await navigator.serviceWorker.getRegistration())?.update());
  await expect(notice(page)).toContainText('A new version of MarginIQ is ready');
  await page.reload();
  await expect.poll(() => version(page).catch(() => 'reloading'), { timeout: 30_000 }).not.toMatch(/older|reloading/);
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await deployment.stop();
});
