import type { Page } from '@playwright/test';
import { goOffline, goOnline } from '../harness/network.ts';
import { raiseCosts, sellBy, setCustomerBlocked } from '../harness/operator.ts';
import { SalesApi } from '../harness/sales-api.ts';
import { sentCommands } from '../harness/sent-commands.ts';
import { expect, type PerTest, type PerWorker, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

/** Within a manager's limits, and above everybody's own. */
const FOR_A_MANAGER = 1_600;

const decision = (page: Page) => page.getByTestId('decision');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Presses Enter on a button twice, faster than anybody reads. */
async function pressTwice(page: Page, name: string): Promise<void> {
  await button(page, name).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
}

/** A request that waits for a manager, and the manager's inbox with its card. */
async function atTheDesk({ installation, unpackDevice }: PerTest & PerWorker) {
  const company = installation.company('nordlicht');
  const sales = await SalesApi.signIn(installation, company, loginOf(company, 'salesperson'));
  const asked = await sales.submit({ discountBp: FOR_A_MANAGER });
  const desk = await unpackDevice();
  const page = await desk.start();
  await signIn(page, company, loginOf(company, 'manager'));
  const card = page.getByTestId('inbox-card').filter({ hasText: asked.code });
  return { company, asked, desk, page, card };
}

test('a customer blocked since turns Approve off with its reason, and sixteen presses leave one box', async ({
  installation,
  unpackDevice,
}) => {
  const { company, asked, desk, page, card } = await atTheDesk({ installation, unpackDevice });
  await card.press('Enter');
  await expect(button(page, 'Approve…')).toBeEnabled();

  // Blocked while the desk has no network, so that it cannot know.
  await goOffline(desk, page);
  await setCustomerBlocked(installation, company.slug, { name: asked.customer, blocked: true });
  await button(page, 'Approve…').press('Enter');
  await expect(page.getByRole('textbox', { name: 'Note (optional)' })).toBeFocused();
  const { x, y, width, height } = (await button(page, 'Approve this request').boundingBox()) ?? {
    x: 0,
    y: 0,
    width: 0,
    height: 0,
  };
  for (let press = 0; press < 16; press += 1) await page.mouse.click(x + width / 2, y + height / 2);
  await expect(page.getByTestId('provisional')).toContainText('your approval');
  await page.getByRole('link', { name: /Outbox/ }).press('Enter');
  await expect(page.getByTestId('outbox-waiting')).toHaveCount(1);

  await goOnline(desk, page);
  await expect(page.getByTestId('outbox-refused')).toHaveCount(1);
  await page.getByRole('link', { name: /^Inbox/ }).press('Enter');
  await expect(card).toContainText('Cannot be approved');
  await card.press('Enter');
  const refused = page.getByTestId('refused');
  await expect(refused).toHaveCount(1);
  await expect(refused).toContainText('The customer is blocked');
  await expect(button(page, 'Approve…')).toBeDisabled();
  await expect(button(page, 'Approve…')).toHaveAccessibleDescription(/The customer is blocked/);

  // Dismissed, the hands are on the page still, and everything else can be decided.
  await pressTwice(page, 'Dismiss: The customer is blocked');
  await expect(refused).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await setCustomerBlocked(installation, company.slug, { name: asked.customer, blocked: false });
  await expect(button(page, 'Approve…')).toBeEnabled();
  expect(await sentCommands(installation, asked.id)).toEqual(['request.submit', 'request.approve']);
});

test('what is sold by another unit since it was asked for can only be approved once it has been revised', async ({
  installation,
  unpackDevice,
}) => {
  const { company, asked, page, card } = await atTheDesk({ installation, unpackDevice });
  await expect(card).not.toContainText('Unit changed');
  await card.press('Enter');
  await expect(button(page, 'Approve…')).toBeEnabled();

  await sellBy(installation, company.slug, { requestId: asked.id, unit: 'hl' });
  await expect(page.getByTestId('price-changes')).toContainText('is sold by hl now');
  await expect(button(page, 'Approve…')).toBeDisabled();
  await expect(button(page, 'Approve…')).toHaveAccessibleDescription(/sold by another unit now/);
  await expect(button(page, 'Ask for changes…')).toBeEnabled();
  await page.getByRole('link', { name: /^Inbox/ }).press('Enter');
  await expect(card).toContainText('Cannot be approved');
  await expect(card).toContainText('Unit changed');
});

test('a cost that rises while an approval is being written has to be looked at, and below cost nobody can approve', async ({
  installation,
  unpackDevice,
}) => {
  const { company, asked, page, card } = await atTheDesk({ installation, unpackDevice });
  await expect(card).not.toContainText('Prices changed');
  await card.press('Enter');
  await button(page, 'Approve…').press('Enter');
  const note = page.getByRole('textbox', { name: 'Note (optional)' });
  await note.pressSequentially('Fine.');

  await raiseCosts(installation, company.slug, { requestId: asked.id, percent: 1 });
  await expect(page.getByTestId('basis-changed')).toBeVisible();
  await expect(page.getByTestId('price-changes')).toContainText('Cost of');
  await expect(button(page, 'Approve this request')).toBeDisabled();
  await button(page, 'I have looked at it').press('Enter');
  await expect(page.getByTestId('basis-changed')).toBeHidden();
  await expect(note).toHaveValue('Fine.');
  await expect(button(page, 'Approve this request')).toBeEnabled();

  await raiseCosts(installation, company.slug, { requestId: asked.id, percent: 900 });
  await expect(page.getByTestId('cannot-approve')).toContainText('Never below cost');
  await expect(button(page, 'Approve this request')).toBeDisabled();
  await page.getByRole('link', { name: /^Inbox/ }).press('Enter');
  await expect(card).toContainText('Cannot be approved');
  await expect(card).toContainText('Prices changed');
  await expect(card.getByTestId('margin-now')).toBeVisible();

  // Unchanged: the approval is the one that was looked at, and is accepted.
  await raiseCosts(installation, company.slug, { requestId: asked.id, percent: -90 });
  await expect(card).not.toContainText('Cannot be approved');
  await card.press('Enter');
  await expect(button(page, 'Approve this request')).toBeEnabled();
  await button(page, 'Approve this request').press('Enter');
  await expect(page.getByTestId('after-decision')).toBeVisible();
  await expect.poll(() => sentCommands(installation, asked.id)).toEqual(['request.submit', 'request.approve']);
  await expect(page.getByText('Approved', { exact: true })).toBeVisible();
});

test('every decision is sent once however fast it is pressed, and the focus moves on to the next', async ({
  installation,
  unpackDevice,
}) => {
  const company = installation.company('nordlicht');
  const sales = await SalesApi.signIn(installation, company, loginOf(company, 'salesperson'));
  const [rejected, adjusted, approved] = [
    await sales.submit({ discountBp: FOR_A_MANAGER }),
    await sales.submit({ discountBp: FOR_A_MANAGER + 100 }),
    await sales.submit({ discountBp: FOR_A_MANAGER + 200 }),
  ];
  const desk = await unpackDevice();
  const page = await desk.start();
  await signIn(page, company, loginOf(company, 'manager'));
  const open = async (code: string) => {
    await page.getByRole('link', { name: /^Inbox/ }).press('Enter');
    await page.getByTestId('inbox-card').filter({ hasText: code }).press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: new RegExp(code) })).toBeFocused();
  };
  const next = page.getByTestId('after-decision');

  await open(rejected.code);
  await button(page, 'Reject…').press('Enter');
  const why = page.getByRole('textbox', { name: 'Why not?' });
  await expect(why).toBeFocused();
  // Nothing entered: the focus goes to what is missing, and Back to the button that was left.
  await button(page, 'Reject this request').press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'Enter a reason' })).toBeVisible();
  await expect(why).toBeFocused();
  await button(page, 'Back').press('Enter');
  await expect(button(page, 'Reject…')).toBeFocused();
  await page.keyboard.press('Enter');
  await why.pressSequentially('Too much.');
  await button(page, 'Reject this request').dblclick();
  await expect(next).toBeVisible();
  await expect(next.getByRole('link', { name: /^Next request/ })).toBeFocused();

  await open(adjusted.code);
  await button(page, 'Ask for changes…').press('Enter');
  await page.getByRole('textbox', { name: 'What should change?' }).pressSequentially('Less.');
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Changes requested', { exact: true })).toBeVisible();

  await open(approved.code);
  await pressTwice(page, 'Approve…');
  // The second press wrote a line into the note, and sent nothing.
  await expect(page.getByRole('textbox', { name: 'Note (optional)' })).toBeFocused();
  await expect(decision(page)).toBeVisible();
  await button(page, 'Approve this request').dblclick();
  await expect(page.getByText('Approved', { exact: true })).toBeVisible();

  for (const [{ id }, type] of [
    [rejected, 'request.reject'],
    [adjusted, 'request.requestAdjustment'],
    [approved, 'request.approve'],
  ] as const) {
    await expect.poll(() => sentCommands(installation, id)).toEqual(['request.submit', type]);
  }
});

test('submitting, withdrawing, discarding and recording a sale happen once however fast they are pressed', async ({
  installation,
  unpackDevice,
}) => {
  const company = installation.company('nordlicht');
  const login = loginOf(company, 'salesperson', 1);
  const elsewhere = await SalesApi.signIn(installation, company, login);
  const [withdrawn, sold] = [
    await elsewhere.submit({ discountBp: FOR_A_MANAGER }),
    await elsewhere.submit({ discountBp: 100 }),
  ];
  const laptop = await unpackDevice();
  const page = await laptop.start();
  await signIn(page, company, login);
  const open = async (code: string) => {
    await page.getByRole('link', { name: 'My requests' }).first().press('Enter');
    await page.getByRole('link', { name: new RegExp(code) }).press('Enter');
  };
  const heading = page.getByRole('heading', { level: 1 });

  await open(withdrawn.code);
  await button(page, 'Withdraw').press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Withdraw this request?' });
  for (const name of ['Close', 'Cancel', 'Withdraw request']) {
    await expect(dialog.getByRole('button', { name, exact: true })).toHaveCount(1);
  }
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await pressTwice(page, 'Withdraw request');
  await expect(page.getByText('Withdrawn', { exact: true })).toBeVisible();
  await expect(dialog).toBeHidden();
  await expect(heading).toBeFocused();

  await open(sold.code);
  await pressTwice(page, 'Won');
  await expect(page.getByText('The sale was won')).toBeVisible();
  await expect(button(page, 'Won')).toBeFocused();
  await button(page, 'Lost').dblclick();
  await expect(page.getByText('The sale was lost')).toBeVisible();

  const form = new RequestForm(page);
  await form.open();
  await form.chooseCustomer();
  await form.chooseProduct(1);
  await form.discount(1, 1);
  await form.justification.click();
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('Control+Enter');
  await expect(heading).toHaveText(/^R-/);
  await expect(heading).toBeFocused();
  const made = page.url().split('/').at(-1) ?? '';

  await form.open();
  await form.justify('Not now.');
  await pressTwice(page, 'Discard');
  await expect(page.getByText('1 discarded draft')).toBeVisible();

  await expect.poll(() => sentCommands(installation, withdrawn.id)).toEqual(['request.submit', 'request.withdraw']);
  const sale = 'request.recordSale';
  await expect.poll(() => sentCommands(installation, sold.id)).toEqual(['request.submit', sale, sale]);
  await expect.poll(() => sentCommands(installation, made)).toEqual(['request.submit']);
});
