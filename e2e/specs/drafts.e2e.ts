import { sellBy, setCustomerBlocked } from '../harness/operator.ts';
import { expect, test } from '../harness/test.ts';
import { openForm } from '../pages/open-form.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

test('every new request is a separate draft, kept and listed until it is submitted', async ({
  installation,
  unpackDevice,
}) => {
  test.setTimeout(150_000);
  const { laptop, page, form } = await openForm({ installation, unpackDevice });
  await form.justify('The first one.');
  // A second one, begun while the first is not finished.
  await page.getByRole('link', { name: 'New request' }).first().click();
  await expect(form.justification).toHaveValue('');
  await expect(page.getByTestId('other-drafts')).toContainText('another draft');
  const customer = await form.chooseCustomer();
  await form.chooseProduct(1);
  await form.discount(1, 1);
  await form.justify('The second one.');

  // Another window begins its own, and does not share one by accident.
  const second = await laptop.anotherWindow();
  const other = new RequestForm(second);
  await other.open();
  await expect(other.justification).toHaveValue('');
  await second.goto(page.url());
  await second.reload();
  await expect(second.getByTestId('draft-elsewhere')).toBeVisible();
  await page.getByRole('link', { name: 'My requests' }).first().click();
  await expect(other.justification).toHaveValue('The second one.');
  await second.close();

  const drafts = page.getByRole('region', { name: 'Drafts' });
  await expect(drafts.getByTestId('draft')).toHaveCount(2);
  await drafts.getByRole('link', { name: new RegExp(`^Continue: Draft for ${customer} · 1 line · `) }).click();
  await expect(form.justification).toHaveValue('The second one.');
  await form.submit();
  await page.getByRole('link', { name: 'My requests' }).first().click();
  await expect(drafts.getByTestId('draft')).toHaveCount(1);

  // Discarding can be undone at once, and later.
  await drafts.getByRole('link', { name: /^Continue: / }).click();
  await page.getByRole('button', { name: 'Discard', exact: true }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(form.justification).toHaveValue('The first one.');
  await page.getByRole('button', { name: 'Discard', exact: true }).click();
  await expect(drafts.getByText('1 discarded draft')).toBeVisible();
  await page.reload();
  await drafts.getByText('1 discarded draft').click();
  await drafts.getByRole('button', { name: /^Restore: / }).click();
  await drafts.getByRole('link', { name: /^Continue: / }).click();
  await expect(form.justification).toHaveValue('The first one.');
});

test('submitting twice makes one request, and what fails afterwards does not make it unsaved', async ({
  installation,
  unpackDevice,
}) => {
  test.setTimeout(150_000);
  const company = installation.company('cascade');
  const laptop = await unpackDevice();
  const page = await laptop.start();
  await signIn(page, company, loginOf(company, 'salesperson', 1));
  const form = new RequestForm(page);
  laptop.link.cut();
  await expect(page.getByTestId('sync-chip')).toContainText('Offline', { timeout: 75_000 });
  await form.open();
  await form.chooseCustomer();
  await form.chooseProduct(1);
  await form.discount(1, 1);
  const submit = page.getByRole('button', { name: 'Save and send later' });
  await submit.dblclick();
  await expect(page.getByRole('heading', { level: 1, name: /^R-/ })).toBeVisible();
  await page.getByRole('link', { name: 'Outbox' }).click();
  await expect(page.getByTestId('outbox-waiting')).toHaveCount(1);

  // The outbox takes the command, and everything after it fails: taking the draft away, and showing the request.
  await form.open();
  await form.chooseCustomer();
  await form.chooseProduct(1, 1);
  await form.discount(1, 1);
  await page.evaluate(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, value: unknown, ...rest: [IDBValidKey?]) {
      const { id = '' } = value as { id?: string };
      if (id.startsWith('draft:')) throw new DOMException('no room', 'QuotaExceededError');
      return put.call(this, value, ...rest);
    };
  });
  await submit.click();
  await expect(page.getByRole('heading', { level: 1, name: /^R-/ })).toBeVisible();
  await expect(page.getByText('Not saved')).toBeHidden();
  await page.getByRole('link', { name: 'Outbox' }).click();
  await expect(page.getByTestId('outbox-waiting')).toHaveCount(2);
  // The draft that could not be deleted is recognised as submitted.
  await page.reload();
  await page.getByRole('link', { name: 'My requests' }).first().click();
  await expect(page.getByRole('link', { name: /R-/ }).first()).toBeVisible();
  await expect(page.getByTestId('draft')).toHaveCount(0);
});

test('a half-typed decision is kept for each choice and continued in another window, and two presses send one command', async ({
  installation,
  unpackDevice,
}) => {
  test.setTimeout(150_000);
  const company = installation.company('nordlicht');
  const laptop = await unpackDevice();
  const sales = await laptop.start();
  await signIn(sales, company, loginOf(company, 'salesperson'));
  const form = new RequestForm(sales);
  await form.open();
  await form.chooseCustomer();
  await form.chooseProduct(1, 2);
  await form.quantity(25, 1);
  await form.discount(22, 1);
  const code = await form.submit();

  const desk = await unpackDevice();
  const boss = await desk.start();
  await signIn(boss, company, loginOf(company, 'manager'));
  const card = boss.getByTestId('inbox-card').filter({ hasText: code });
  await card.click();
  await boss.getByRole('button', { name: 'Reject' }).click();
  const why = boss.getByRole('textbox', { name: 'Why not?' });
  await why.pressSequentially('Too much for so little.');
  await boss.getByRole('link', { name: 'Inbox' }).first().click();
  await expect(card).toContainText('Decision started');
  await card.click();
  await expect(why).toHaveValue('Too much for so little.');
  await boss.getByRole('button', { name: 'Back' }).click();
  await boss.getByRole('button', { name: 'Ask for changes' }).click();
  await expect(boss.getByRole('textbox', { name: 'What should change?' })).toHaveValue('');
  await boss.reload();
  await boss.getByRole('button', { name: 'Back' }).click();
  await boss.getByRole('button', { name: 'Reject' }).click();
  await expect(why).toHaveValue('Too much for so little.');

  // Continued in another window of the same person, which loses nothing of it, and sent in the first.
  const second = await desk.anotherWindow();
  await second.getByTestId('inbox-card').filter({ hasText: code }).click();
  const whyThere = second.getByRole('textbox', { name: 'Why not?' });
  await expect(whyThere).toHaveValue('Too much for so little.');
  await whyThere.press('ControlOrMeta+End');
  await whyThere.pressSequentially(' Ask for less.');
  await expect(why).toHaveValue('Too much for so little. Ask for less.');
  await boss.getByTestId('decision').getByRole('button', { name: 'Reject' }).dblclick();
  await expect(second.getByTestId('decision')).toBeHidden();
  await expect(second.getByTestId('overtaken')).toHaveCount(0);
  await expect(sales.getByText('Rejected', { exact: true })).toBeVisible();
  await expect(boss.getByText('Rejected', { exact: true })).toBeVisible();
  await expect(boss.getByTestId('refused')).toBeHidden();
});

test('a refused request is edited again beside another draft, and discarding it can be undone', async ({
  installation,
  unpackDevice,
}) => {
  test.setTimeout(180_000);
  const company = installation.company('cascade');
  const laptop = await unpackDevice();
  const page = await laptop.start();
  await signIn(page, company, loginOf(company, 'salesperson'));
  const form = new RequestForm(page);
  laptop.link.cut();
  await expect(page.getByTestId('sync-chip')).toContainText('Offline', { timeout: 75_000 });
  await form.open();
  const customer = await form.chooseCustomer();
  await form.chooseProduct(1);
  await form.discount('2,5', 1);
  await form.justify('They signed on Friday.');
  await form.submit();
  // In the meantime another one is being written.
  await form.open();
  await form.justify('Something else entirely.');
  await setCustomerBlocked(installation, 'cascade', { name: customer, blocked: true });

  laptop.link.restore();
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await page.getByRole('link', { name: 'Outbox' }).click();
  const refused = page.getByTestId('outbox-refused');
  await expect(refused).toBeVisible({ timeout: 75_000 });
  const notice = page.getByRole('alert').filter({ hasText: 'was not accepted' });
  // Under the pointer it would stay, although what it tells of was dealt with.
  await notice.hover();
  await refused.getByRole('button', { name: 'Discard' }).press('Enter');
  await expect(refused).toBeHidden();
  await expect(notice).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(form.justification).toHaveValue('They signed on Friday.');
  await expect(form.discountField(1)).toHaveValue('2.5');
  await expect(form.verdict).toContainText('Nobody may approve this');
  await setCustomerBlocked(installation, 'cascade', { name: customer, blocked: false });
  await expect(form.verdict).not.toContainText('Nobody may approve this');
  await form.submit();
  await expect(page.getByTestId('pending')).toBeHidden({ timeout: 75_000 });
  await expect(page.getByTestId('refused')).toBeHidden();

  await page.getByRole('link', { name: 'My requests' }).first().click();
  await page.getByRole('link', { name: /^Continue: / }).click();
  await expect(form.justification).toHaveValue('Something else entirely.');
});

test('words that chose nothing are part of the draft, and give no verdict until something is chosen', async ({
  installation,
  unpackDevice,
}) => {
  test.setTimeout(180_000);
  const opened = await openForm({ installation, unpackDevice });
  let { page, form } = opened;
  const { laptop } = opened;
  const said = (words: string) => page.getByRole('alert').filter({ hasText: `“${words}” selects nothing` });
  await form.chooseProduct(1);
  await form.discount(1, 1);
  await form.type(page.getByRole('combobox', { name: 'Customer' }), 'zzz nobody');
  await page.keyboard.press('Tab');
  await expect(said('zzz nobody')).toBeVisible();
  // The list of the field that Tab has led to covers what is below.
  await page.keyboard.press('Escape');
  // The page goes in the middle of a word.
  await page.getByRole('button', { name: 'Add product' }).click();
  await page.getByRole('combobox', { name: 'Product 2' }).pressSequentially('qqq');
  await page.reload();
  for (const words of ['zzz nobody', 'qqq']) await expect(said(words)).toBeVisible();

  await laptop.shutDown();
  page = await laptop.start();
  form = new RequestForm(page);
  await page.getByRole('link', { name: 'My requests' }).first().click();
  await page.getByRole('link', { name: /^Continue: / }).click();
  for (const words of ['zzz nobody', 'qqq']) await expect(said(words)).toBeVisible();
  const customer = await form.chooseCustomer();
  await expect(said('zzz nobody')).toBeHidden();
  await expect(form.missing).toContainText('Product 2: what you typed selects no product');
  await page.getByRole('button', { name: 'Remove product 2' }).click();
  await expect(form.verdict).toBeVisible();
  await form.submit();
  await expect(page.getByText(customer).first()).toBeVisible();
});

test('a revision in which nothing was typed is discarded without a trace', async ({ installation, unpackDevice }) => {
  test.setTimeout(150_000);
  const { page, form } = await openForm({ installation, unpackDevice }, 'nordlicht');
  await form.chooseCustomer();
  await form.chooseProductNamed(1, 'Washer M8');
  await form.quantity('2.125 kg', 1);
  await page.getByRole('button', { name: '2.125 kg (decimal)', exact: true }).click();
  await form.discount(22, 1);
  await form.justify('They buy for three sites.');
  const code = await form.submit();
  await page.getByRole('link', { name: 'Revise' }).click();
  await expect(form.justification).toHaveValue('They buy for three sites.');
  // Through every field and out again, which types nothing.
  await form.quantityField(1).click();
  for (const field of [form.discountField(1), page.getByRole('button', { name: 'Add product' })]) {
    await page.keyboard.press('Tab');
    await expect(field).toBeFocused();
  }
  await page.getByRole('button', { name: 'Discard', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(code) })).toBeVisible();
  await page.getByRole('link', { name: 'My requests' }).first().click();
  await expect(page.getByRole('link', { name: new RegExp(code) })).toBeVisible();
  await expect(page.getByText('Draft discarded')).toHaveCount(0);
  await expect(page.getByText('discarded draft')).toHaveCount(0);
});

test('a revision keeps its unit while its fields are passed through, and is begun from scratch once it was discarded', async ({
  installation,
  unpackDevice,
}) => {
  test.setTimeout(150_000);
  const { page, form } = await openForm({ installation, unpackDevice }, 'nordlicht');
  await form.chooseCustomer();
  await form.chooseProductNamed(1, 'Washer M8');
  await form.quantity('250 kg', 1);
  await form.discount(22, 1);
  await form.submit();
  const requestId = /requests\/([0-9a-f-]+)/.exec(page.url())?.[1] ?? '';
  await expect(page.getByTestId('pending')).toBeHidden();
  await page.getByRole('link', { name: 'Revise' }).click();
  await form.quantityField(1).click();
  await page.keyboard.press('Tab');
  await form.discount(21, 1);
  await sellBy(installation, 'nordlicht', { requestId, unit: 'm' });
  // Two hundred and fifty kilograms are not as many metres.
  await expect(page.getByRole('alert').filter({ hasText: 'this product is sold by m' })).toBeVisible();
  await expect(form.quantityField(1)).toHaveValue('250 kg');

  await page.getByRole('button', { name: 'Discard', exact: true }).click();
  await page.getByRole('link', { name: 'Revise' }).click();
  await expect(form.discountField(1)).toHaveValue('22');
  await sellBy(installation, 'nordlicht', { requestId, unit: 'kg' });
});
