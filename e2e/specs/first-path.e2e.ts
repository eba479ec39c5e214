import { expectAccessible } from '../harness/accessibility.ts';
import { screenshot } from '../harness/screenshot.ts';
import { expect, test } from '../harness/test.ts';
import { openForm } from '../pages/open-form.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

test('a request made on a train is approved at the desk, side by side', async ({ installation, unpackDevice }) => {
  test.setTimeout(180_000);
  const company = installation.company('nordlicht');
  const salesperson = loginOf(company, 'salesperson');
  const manager = loginOf(company, 'manager');

  const laptop = await unpackDevice();
  let sales = await laptop.start();
  await screenshot(sales, '01-sign-in');
  await expectAccessible(sales);
  await signIn(sales, company, salesperson);
  await screenshot(sales, '02-my-requests');
  await expectAccessible(sales);

  const desk = await unpackDevice();
  const inbox = await desk.start();
  await signIn(inbox, company, manager);
  await expect(inbox.getByRole('heading', { name: 'Inbox' })).toBeVisible();
  await screenshot(inbox, '03-inbox');
  await expectAccessible(inbox);

  // The train enters a tunnel, and the program is started in it.
  laptop.link.cut();
  await laptop.shutDown();
  sales = await laptop.start();
  await expect(sales.getByTestId('sync-chip')).toContainText('Offline');
  const form = new RequestForm(sales);
  await form.open();
  const customer = await form.chooseCustomer();
  await form.chooseProduct(1, 2);
  await form.quantity(25);
  await form.discount(22);
  await expect(sales.getByTestId('margin')).toContainText('%');
  await expect(form.verdict).toContainText('must approve');
  await expect(sales.getByText('Limits exceeded', { exact: true })).toBeVisible();
  await form.justify('Competitor quoted 20 % below list for the whole order; they decide on Friday.');
  await screenshot(sales, '04-new-request-offline');
  await expectAccessible(sales);
  const code = await form.submit();
  await expect(sales.getByTestId('provisional')).toContainText('Pending');
  await expect(sales.getByTestId('pending')).toContainText('Waiting for the network');
  await screenshot(sales, '05-pending-offline');
  await expectAccessible(sales);

  // A reload and a restart, both without network.
  await sales.reload();
  await expect(sales.getByTestId('pending')).toContainText('Waiting for the network');
  await laptop.shutDown();
  sales = await laptop.start();
  await sales.getByRole('link', { name: new RegExp(code) }).click();
  await expect(sales.getByTestId('pending')).toBeVisible();
  await sales.getByRole('link', { name: 'Outbox' }).click();
  await expect(sales.getByTestId('outbox-waiting')).toContainText(code);
  await expect(sales.getByTestId('outbox-waiting')).toContainText(`${customer} · `);
  await screenshot(sales, '06-waiting-to-send');
  await expectAccessible(sales);

  // Out of the tunnel: sent by itself, and in the manager's inbox without a reload.
  laptop.link.restore();
  const card = inbox.getByTestId('inbox-card').filter({ hasText: code });
  await expect(card).toBeVisible({ timeout: 75_000 });
  await expect(card).toContainText(customer);
  await expect(sales.getByText('Everything is sent', { exact: true })).toBeVisible();
  await card.click();
  await expect(inbox.getByTestId('decision')).toBeVisible();
  await screenshot(inbox, '07-decision');
  await expectAccessible(inbox);
  await sales.getByRole('link', { name: 'My requests' }).click();
  await sales.getByRole('link', { name: new RegExp(code) }).click();
  await expect(sales.getByText('Under review', { exact: true })).toBeVisible();

  await inbox.getByRole('button', { name: 'Approve' }).click();
  await inbox.getByRole('textbox', { name: 'Note' }).fill('Fine, if they take all of it at once.');
  await inbox.getByRole('button', { name: 'Approve' }).click();
  await expect(sales.getByText('Approved', { exact: true })).toBeVisible();
  await expect(sales.getByText(`${manager.name} approved`)).toBeVisible();
  await expect(sales.getByText('Fine, if they take all of it at once.')).toBeVisible();
  await screenshot(sales, '08-approved');
  await expectAccessible(sales);

  await sales.getByRole('button', { name: 'Won' }).click();
  await expect(sales.getByText('The sale was won')).toBeVisible();
});

test('a small discount inside all limits is approved by the rules at once', async ({ installation, unpackDevice }) => {
  const { page, form } = await openForm({ installation, unpackDevice }, 'nordlicht');
  await form.chooseCustomer();
  await form.chooseProduct(1);
  await form.quantity(1);
  await form.discount(1);
  await expect(form.verdict).toContainText('No approval needed');
  await form.submit();
  await expect(page.getByText('Approved by rules', { exact: true })).toBeVisible();
});
