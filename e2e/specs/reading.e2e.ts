import type { Page } from '@playwright/test';
import { goOffline, goOnline } from '../harness/network.ts';
import { setCustomerBlocked } from '../harness/operator.ts';
import { SalesApi } from '../harness/sales-api.ts';
import { screenshot } from '../harness/screenshot.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

const FOURTEEN_DAYS_MS = 14 * 86_400_000;
const expiryDate = () =>
  new Intl.DateTimeFormat('en-US', { dateStyle: 'medium' }).format(new Date(Date.now() + FOURTEEN_DAYS_MS));

const main = (page: Page) => page.getByRole('main');
const notification = (page: Page, text: string) => page.getByRole('alert').filter({ hasText: text });

test('the screen says only what is known: what is pending, refused, won and due', async ({
  installation,
  unpackDevice,
}) => {
  test.setTimeout(150_000);
  const company = installation.company('cascade');
  const login = loginOf(company, 'salesperson');
  const { catalogue } = await SalesApi.signIn(installation, company, login);
  const [kept, blocked] = catalogue.customers.map(({ name }) => name);
  const [product] = catalogue.products.map(({ name }) => name);
  if (kept === undefined || blocked === undefined || product === undefined) throw new Error('the demo is too small');
  const laptop = await unpackDevice();
  const page = await laptop.start();
  await signIn(page, company, login);
  const form = new RequestForm(page);
  const submit = async (customer: string, discount: string) => {
    await form.open();
    expect(await form.chooseCustomer(customer)).toBe(customer);
    await form.chooseProductNamed(1, product);
    await form.discount(discount, 1);
    return { verdict: await form.verdict.innerText(), code: await form.submit() };
  };

  // What is only expected from the rules is never called approved.
  await goOffline(laptop, page);
  const small = await submit(kept, '1');
  await expect(page.getByTestId('provisional')).toHaveText('Pending · within all limits');
  await expect(main(page)).toContainText('approval by the rules is expected');
  await expect(main(page)).not.toContainText(/approved/i);
  await expect(page.getByTestId('deadline')).toHaveCount(0);

  // Only an admin can approve this, so nobody else is named.
  const deep = await submit(kept, '30');
  expect(deep.verdict).toContain('An admin must approve');
  expect(deep.verdict).not.toMatch(/manager/i);

  // Refused: said in the chip and the outbox, and the request is where its person looks for it.
  const refused = await submit(blocked, '2');
  await setCustomerBlocked(installation, company.slug, { name: blocked, blocked: true });
  await page.getByRole('link', { name: /Outbox/ }).press('Enter');
  await goOnline(laptop, page);
  await expect(notification(page, `${small.code} is approved`)).toBeVisible();
  await expect(page.getByTestId('outbox-refused')).toHaveCount(1);
  // People know a request by its customer and its amount, not by its number.
  await expect(page.getByTestId('outbox-refused').getByTestId('action-subject')).toContainText(`${blocked} · `);
  await expect(page.getByTestId('outbox-waiting')).toHaveCount(0);
  await expect(page.getByTestId('sync-chip')).toContainText('1 not accepted');
  await expect(page.getByTestId('connection')).not.toContainText(/everything|up to date/i);
  await screenshot(page, '20-outbox-refused');
  await page.getByRole('link', { name: 'My requests' }).first().press('Enter');
  const notAccepted = page.getByTestId('not-accepted');
  await expect(notAccepted).toContainText(refused.code);
  await expect(notAccepted).toContainText(blocked);
  await screenshot(page, '21-not-accepted');
  await notAccepted.getByRole('button', { name: /^Discard/ }).press('Enter');
  await expect(notAccepted).toBeHidden();
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await setCustomerBlocked(installation, company.slug, { name: blocked, blocked: false });

  // How long somebody has to decide: in the list and with the request.
  const expires = `Expires ${expiryDate()}`;
  const row = page.getByRole('link', { name: new RegExp(deep.code) });
  // Before what may be cut off at the end of the line.
  await expect(row).toContainText(`${deep.code} · ${expires} · `);
  await row.press('Enter');
  await expect(page.getByTestId('deadline')).toHaveText(`If nobody decides by ${expiryDate()}, the request expires.`);

  // Recording a sale finds the request approved, and announces no approval.
  await expect(notification(page, 'approved')).toHaveCount(0);
  await page.getByRole('link', { name: 'My requests' }).first().press('Enter');
  await page.getByRole('link', { name: new RegExp(small.code) }).press('Enter');
  await expect(page.getByTestId('deadline')).toHaveText(/^The approval is valid until /);
  await page.getByRole('button', { name: 'Won' }).press('Enter');
  await expect(page.getByText('The sale was won')).toBeVisible();
  await expect(page.getByTestId('deadline')).toHaveCount(0);
  await expect(page.getByTestId('pending')).toBeHidden();
  await expect(page.getByTestId('sync-chip')).toContainText('Up to date');
  await expect(notification(page, 'approved')).toHaveCount(0);

  // Who has to decide sees the deadline in the inbox, and that it is not theirs to approve.
  const desk = await (await unpackDevice()).start();
  await signIn(desk, company, loginOf(company, 'manager'));
  const card = desk.getByTestId('inbox-card').filter({ hasText: deep.code });
  await expect(card).toContainText(expires);
  await expect(card).toContainText('Needs an admin');
  await card.press('Enter');
  const approve = desk.getByRole('button', { name: 'Approve…', exact: true });
  await expect(approve).toBeDisabled();
  await expect(approve).toHaveAccessibleDescription(/needs an admin’s approval/);
});
