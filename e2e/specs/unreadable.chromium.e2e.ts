import { rename, renameUnchecked } from '../harness/operator.ts';
import { SalesApi } from '../harness/sales-api.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { fillSignIn, loginOf } from '../pages/sign-in.ts';

test('one customer that this program cannot read is missing and said to be, and everything else works', async ({
  installation,
  unpackDevice,
}) => {
  const company = installation.company('nordlicht');
  const login = loginOf(company, 'salesperson');
  const sales = await SalesApi.signIn(installation, company, login);
  const [customer] = sales.catalogue.customers;
  if (customer === undefined) throw new Error('the demo gives its salespeople customers');
  // Longer than a name may be: as somebody in the database, or a fault of ours, may leave it.
  const unreadable = 'Unreadable '.repeat(50);
  await renameUnchecked(installation, company.slug, { from: customer.name, to: unreadable });

  const laptop = await unpackDevice();
  const page = await laptop.start();
  await fillSignIn(page, company.slug, login);
  const chip = page.getByTestId('sync-chip');
  await expect(chip).toContainText('1 not readable', { timeout: 45_000 });
  const form = new RequestForm(page);
  await form.open();
  await form.chooseCustomer();
  await form.chooseProduct(1);
  await form.discount(2);
  await form.submit();
  await expect(page.getByTestId('pending')).toBeHidden();

  await page.getByRole('link', { name: /^Outbox/ }).click();
  const missing = page.getByTestId('unreadable-documents');
  await expect(missing).toContainText('1 customer could not be read and is not shown. The server has been told.');
  await page.reload();
  await expect(missing).toBeVisible();
  await expect(chip).toContainText('1 not readable');

  await rename(installation, company.slug, { of: 'customers', from: unreadable, to: customer.name });
  await expect(chip).toContainText('Up to date');
  await expect(missing).toBeHidden();
});
