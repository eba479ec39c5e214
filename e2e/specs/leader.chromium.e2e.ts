import type { Page } from '@playwright/test';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

/** What stops a window in Chromium: real dialogs, hung scripts and frozen tabs, which only DevTools can bring about. */

const TAKEN_OVER_MS = 10_000;

/** Stops a window in one of the ways in which a window stops. @returns what resumes it */
type Stop = (page: Page) => Promise<() => Promise<unknown>>;

const inFrontOfADialog: Stop = async (page) => {
  const opened = page.waitForEvent('dialog');
  const answered = page.evaluate(() => window.alert('Are you still there?'));
  const dialog = await opened;
  return async () => {
    await dialog.accept();
    await answered;
  };
};

const hung: Stop = async (page) => {
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  const asked = page.waitForRequest('**/hang');
  await page.route('**/hang', async (route) => {
    await answered;
    await route.fulfill({ body: '' });
  });
  const hanging = page.evaluate(() => {
    const request = new XMLHttpRequest();
    request.open('GET', '/hang', false);
    request.send();
  });
  await asked;
  return async () => {
    answer();
    await hanging;
  };
};

const frozen: Stop = async (page) => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Page.enable');
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  return () => devtools.send('Page.setWebLifecycleState', { state: 'active' });
};

for (const [stopped, stop] of [
  ['is blocked by a dialog', inFrontOfADialog],
  ['hangs in a script', hung],
  ['is frozen by the browser', frozen],
] as const) {
  test(`another window takes over within 10 s from one that ${stopped}, and both agree afterwards`, async ({
    installation,
    unpackDevice,
  }) => {
    const company = installation.company('cascade');
    const laptop = await unpackDevice();
    const first = await laptop.start();
    await signIn(first, company, loginOf(company, 'salesperson'));
    const second = await laptop.anotherWindow();
    await expect(second.getByTestId('sync-chip')).toContainText('Up to date');
    // Hidden windows take over later; this one is looked at.
    await second.bringToFront();

    const goOn = await stop(first);
    const stoppedAt = Date.now();
    const code = await new RequestForm(second).submitSmall();
    await expect(second.getByTestId('pending')).toBeHidden({ timeout: TAKEN_OVER_MS });
    expect(Date.now() - stoppedAt).toBeLessThan(TAKEN_OVER_MS + 5_000);

    await goOn();
    await expect(first.getByRole('link', { name: new RegExp(code) })).toBeVisible();
    await expect(first.getByTestId('sync-chip')).toContainText('Up to date');
    const another = await new RequestForm(second).submitSmall(1);
    await expect(second.getByTestId('pending')).toBeHidden();
    await expect(first.getByRole('link', { name: new RegExp(another) })).toBeVisible();
  });
}
