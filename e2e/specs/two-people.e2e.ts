import type { Page } from '@playwright/test';
import { expectAccessible } from '../harness/accessibility.ts';
import { screenshot } from '../harness/screenshot.ts';
import { storedData } from '../harness/stored-data.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn, signOut } from '../pages/sign-in.ts';

const STOPPED = 'This window has stopped';

/** The local databases of one person, and their content. */
const ofPerson = async (page: Page, userId: string) =>
  Object.entries(await storedData(page)).filter(([name]) => name.includes(userId));

const profileOf = (page: Page) =>
  page.evaluate(() => {
    const stored = JSON.parse(localStorage.getItem('marginiq.devices') ?? '{}') as Record<
      string,
      { owner: { userId: string; companyId: string } | null }
    >;
    return Object.fromEntries(Object.entries(stored).map(([person, { owner }]) => [person.split('/')[0], owner]));
  });

test('somebody of another company signs in, and the previous person’s window stops and takes nothing in', async ({
  installation,
  unpackDevice,
}) => {
  const [ours, theirs] = [installation.company('nordlicht'), installation.company('cascade')];
  const [anna, otto] = [loginOf(ours, 'salesperson'), loginOf(theirs, 'salesperson')];
  const laptop = await unpackDevice();
  const first = await laptop.start();
  await signIn(first, ours, anna);
  const second = await laptop.anotherWindow();
  await expect(second.getByRole('link', { name: 'New request' }).first()).toBeVisible();

  laptop.link.cut();
  const code = await new RequestForm(first).submitSmall();
  await signOut(second);
  await expect(first.getByRole('heading', { name: STOPPED })).toBeVisible();
  await expect(first.getByText(`${anna.name} signed out in another window`)).toBeVisible();
  await expect(first.getByText(code)).toBeHidden();
  // What is left is listed before anybody signs in, without prices, customers or drafts.
  await expect(second.getByTestId('kept-work')).toContainText(`1 action by ${anna.name}`);
  await screenshot(second, '18-kept-work');
  await expectAccessible(second);

  laptop.link.restore();
  await signIn(second, theirs, otto);
  await first.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect(first.getByRole('heading', { name: STOPPED })).toBeVisible();
  await screenshot(first, '19-window-stopped');
  await expectAccessible(first);
  const people = await profileOf(second);
  const annas = await ofPerson(second, people.nordlicht?.userId ?? 'missing');
  expect(annas.some(([name]) => name.includes('--commands'))).toBe(true);
  expect(annas.map(([, text]) => text).join()).not.toContain(people.cascade?.companyId);
  expect(annas.filter(([name]) => name.includes('--pages')).map(([, text]) => text)).toEqual([]);

  // Continuing leads to the person who is signed in now.
  await first.getByRole('button', { name: 'Continue' }).click();
  await expect(first.getByRole('button', { name: `${otto.name}: account` })).toBeVisible();

  await signOut(first);
  await expect(second.getByRole('heading', { name: STOPPED })).toBeVisible();
  await signIn(first, ours, anna);
  await first.getByRole('link', { name: new RegExp(code) }).click();
  await expect(first.getByTestId('pending')).toBeHidden();
});

test('signing in signs in every window that waits for it', async ({ installation, unpackDevice }) => {
  const company = installation.company('nordlicht');
  const login = loginOf(company, 'salesperson', 1);
  const laptop = await unpackDevice();
  const first = await laptop.start();
  const second = await laptop.anotherWindow();
  await expect(second.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await signIn(first, company, login);
  await expect(second.getByRole('button', { name: `${login.name}: account` })).toBeVisible();
});
