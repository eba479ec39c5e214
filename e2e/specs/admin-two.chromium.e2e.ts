import { chromium, type Page } from '@playwright/test';
import { expectAccessible } from '../harness/accessibility.ts';
import { chromiumOptions } from '../harness/chromium.ts';
import { expect, test } from '../harness/test.ts';
import { fillSignIn, loginOf } from '../pages/sign-in.ts';

const OVERVIEW = 'Requests by status';
const header = (page: Page) => page.getByRole('banner');

test('two admins use the console in one browser, and one who revokes its own device is let in again', async ({
  installation,
}) => {
  const [ours, theirs] = [installation.company('nordlicht'), installation.company('cascade')];
  const [ada, otto] = [loginOf(ours, 'admin'), loginOf(theirs, 'admin')];
  const browser = await chromium.launch(chromiumOptions());
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-GB' });
  const [first, second] = [await context.newPage(), await context.newPage()];
  await first.goto(`${installation.url}/admin/`);
  await second.goto(`${installation.url}/admin/`);
  await fillSignIn(first, ours.slug, ada);
  await expect(first.getByText(OVERVIEW)).toBeVisible();
  await fillSignIn(second, theirs.slug, otto);
  await expect(second.getByText(OVERVIEW)).toBeVisible();

  // Each window stays its admin's, over reloads, renewals and the other's sign-out.
  for (const [page, login] of [
    [first, ada],
    [second, otto],
    [first, ada],
  ] as const) {
    await page.reload();
    await expect(header(page)).toContainText(login.name);
  }
  await second.getByRole('button', { name: 'Sign out' }).press('Enter');
  await expect(second.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await first.reload();
  await expect(header(first)).toContainText(ada.name);

  await first.getByRole('link', { name: 'Devices' }).press('Enter');
  const own = first.getByRole('row').filter({ hasText: 'this console' });
  await own.getByRole('button', { name: /^Revoke access/ }).press('Enter');
  const dialog = first.getByRole('dialog', { name: 'Revoke the access of this console?' });
  await expect(dialog).toContainText('the device you are using');
  await expectAccessible(first);
  await dialog.getByRole('button', { name: 'Revoke and sign out' }).press('Enter');
  await expect(first.getByRole('alert')).toContainText('access was revoked');
  await fillSignIn(first, ours.slug, ada);
  await expect(header(first)).toContainText(ada.name);
  await first.reload();
  await expect(header(first)).toContainText(ada.name);
  await browser.close();
});
