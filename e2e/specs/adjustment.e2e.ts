import { screenshot } from '../harness/screenshot.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

test('an adjustment leads to a new revision, and a stale approval is refused with its reason', async ({
  installation,
  unpackDevice,
}) => {
  // A network that is lost is found out by trying, with jitter.
  test.setTimeout(180_000);
  const company = installation.company('cascade');
  const laptop = await unpackDevice();
  const sales = await laptop.start();
  await signIn(sales, company, loginOf(company, 'salesperson'));
  const desk = await unpackDevice();
  const boss = await desk.start();
  await signIn(boss, company, loginOf(company, 'manager'));

  const form = new RequestForm(sales);
  await form.open();
  await form.chooseCustomer();
  await form.chooseProduct(1, 4);
  await form.quantity(40);
  await form.discount(21);
  const code = await form.submit();

  const card = boss.getByTestId('inbox-card').filter({ hasText: code });
  await card.click();
  await boss.getByRole('button', { name: 'Reject' }).click();
  await boss.getByRole('button', { name: 'Reject' }).click();
  await expect(boss.getByRole('alert')).toContainText('Enter a reason');
  await boss.getByRole('button', { name: 'Back' }).click();
  await boss.getByRole('button', { name: 'Ask for changes' }).click();
  await boss.getByRole('textbox', { name: 'What should change?' }).pressSequentially('18 % is what we can give here.');
  // More than was asked for cannot be suggested, and nothing is sent.
  const suggestion = boss.getByRole('textbox', { name: 'Discount you would approve' });
  await suggestion.pressSequentially('30');
  await expect(suggestion).toHaveAccessibleDescription(/more than was asked for \(21%\)/);
  await boss.getByRole('button', { name: 'Ask for changes' }).click();
  await expect(suggestion).toBeFocused();
  await new RequestForm(boss).type(suggestion, '17.5');
  await boss.getByRole('button', { name: 'Ask for changes' }).click();

  await expect(sales.getByText('Changes requested', { exact: true })).toBeVisible();
  await expect(sales.getByText('18 % is what we can give here.').first()).toBeVisible();
  await expect(sales.getByTestId('changes-requested')).toContainText('Suggested discount: 17.5%');
  await screenshot(sales, '09-adjustment-asked');
  await sales.getByRole('link', { name: 'Revise' }).click();
  await expect(form.discountField(1)).toHaveValue('17.5');
  await form.discount(19);
  await sales.getByRole('button', { name: 'Submit revision 2' }).click();
  await expect(sales.getByText('submitted revision 2')).toBeVisible();
  await expect(boss.getByText('Your decision on revision 2')).toBeVisible();

  // The desk loses its network, and approves what it still sees, while the salesperson revises once more.
  desk.link.cut();
  await expect(boss.getByTestId('sync-chip')).toContainText('Offline', { timeout: 75_000 });
  await boss.getByRole('button', { name: 'Approve' }).click();
  await boss.getByRole('button', { name: 'Approve' }).click();
  await expect(boss.getByTestId('provisional')).toContainText('your approval');
  await expect(sales.getByTestId('sync-chip')).toContainText('Up to date');
  await sales.getByRole('link', { name: 'Revise' }).click();
  await form.discount(24);
  await sales.getByRole('button', { name: 'Submit revision 3' }).click();
  await expect(sales.getByText('submitted revision 3')).toBeVisible();
  await expect(sales.getByTestId('pending')).toBeHidden();

  desk.link.restore();
  // What the browser reports when the cable is back; found by retrying alone it may take a minute.
  await boss.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect(boss.getByTestId('refused')).toContainText('revised since', { timeout: 75_000 });
  await expect(boss.getByTestId('refused')).toContainText('current revision is 3');
  await screenshot(boss, '10-stale-approval-refused');
  await expect(sales.getByText('Under review', { exact: true })).toBeVisible();
  await boss.getByRole('button', { name: /^Dismiss/ }).click();
  await expect(boss.getByTestId('refused')).toBeHidden();
  await boss.getByRole('button', { name: 'Reject' }).click();
  await boss.getByRole('textbox', { name: 'Why not?' }).fill('24 % leaves nothing for service.');
  await boss.getByRole('button', { name: 'Reject' }).click();
  await expect(sales.getByText('Rejected', { exact: true })).toBeVisible();
  await expect(sales.getByText('24 % leaves nothing for service.')).toBeVisible();
});
