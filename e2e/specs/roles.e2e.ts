import { AdminApi } from '../harness/admin-api.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

test('a role that is granted or taken away is noticed at once, and an open form keeps its text', async ({
  installation,
  unpackDevice,
}) => {
  const company = installation.company('cascade');
  const login = loginOf(company, 'salesperson', 1);
  const admin = await AdminApi.signIn(installation, company, loginOf(company, 'admin'));
  const laptop = await unpackDevice();
  const page = await laptop.start();
  await signIn(page, company, login);
  await expect(page.getByRole('link', { name: /^Inbox/ })).toHaveCount(0);
  const form = new RequestForm(page);
  await form.open();
  const why = page.getByRole('textbox', { name: 'Why this discount?' });
  await why.pressSequentially('They want an answer');

  await admin.changeRole(login, 'manager');
  await expect(page.getByText('Your role is now Manager.')).toBeVisible({ timeout: 5_000 });
  await expect(page.getByRole('link', { name: /^Inbox/ })).toBeVisible();
  await expect(why).toHaveValue('They want an answer');
  await why.pressSequentially(' today.');

  await admin.changeRole(login, 'salesperson');
  await expect(page.getByText('Your role is now Sales.')).toBeVisible({ timeout: 5_000 });
  await expect(page.getByRole('link', { name: /^Inbox/ })).toHaveCount(0);
  await expect(why).toHaveValue('They want an answer today.');
});

test('somebody who no longer decides is taken out of the inbox', async ({ installation, unpackDevice }) => {
  const company = installation.company('cascade');
  const login = loginOf(company, 'manager');
  const admin = await AdminApi.signIn(installation, company, loginOf(company, 'admin'));
  const laptop = await unpackDevice();
  const page = await laptop.start();
  await signIn(page, company, login);
  await page.getByRole('link', { name: /^Inbox/ }).click();
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible();
  await admin.changeRole(login, 'salesperson');
  await expect(page.getByRole('heading', { name: 'My requests' })).toBeVisible({ timeout: 5_000 });
  await admin.changeRole(login, 'manager');
  await expect(page.getByText('Your role is now Manager.')).toBeVisible({ timeout: 5_000 });
});
