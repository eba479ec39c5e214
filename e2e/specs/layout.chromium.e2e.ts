import type { Locator, Page } from '@playwright/test';
import { accessibilityFaults } from '../harness/accessibility.ts';
import { BrowserProfile } from '../harness/browser-profile.ts';
import type { Installation } from '../harness/installation.ts';
import { overflowing } from '../harness/layout.ts';
import { goOffline, goOnline } from '../harness/network.ts';
import { rename, setCustomerBlocked } from '../harness/operator.ts';
import { DESKTOP, type Viewport } from '../harness/program.ts';
import { SalesApi } from '../harness/sales-api.ts';
import { screenshot } from '../harness/screenshot.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { fillSignIn, loginOf, signIn } from '../pages/sign-in.ts';

/** The longest word of the language in which most of these customers write. */
const longWord = (of: string) =>
  `${of}donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft`.slice(0, 79);
const PHONE: Viewport = { width: 390, height: 844 };
const SIZES = [DESKTOP, PHONE];
/** What moves when the window changes its size has come to rest by then. */
const SETTLED_WITHIN_MS = 2_000;

/** Looks at screens at both widths, and on a phone's with axe; keeps what is wrong: one run shows all of it. */
class Reviewer {
  readonly faults: string[] = [];

  async look(page: Page, screen: string): Promise<void> {
    for (const size of SIZES) {
      await page.setViewportSize(size);
      const fits = expect.poll(() => overflowing(page), { timeout: SETTLED_WITHIN_MS }).toEqual([]);
      await fits.catch(async () => this.#note(screen, size, await overflowing(page)));
      await screenshot(page, `${screen}-${size.width}`);
    }
    this.#note(screen, PHONE, await accessibilityFaults(page));
    await page.setViewportSize(DESKTOP);
  }

  #note(screen: string, { width }: Viewport, faults: string[]): void {
    this.faults.push(...faults.map((fault) => `${screen} at ${width} px: ${fault}`));
  }
}

/** How far below the top of the page an element begins, and ends. */
async function extent(page: Page, element: Locator): Promise<{ top: number; bottom: number }> {
  const { y, height } = (await element.boundingBox()) ?? { y: 0, height: 0 };
  const scrolled = await page.evaluate(() => window.scrollY);
  return { top: scrolled + y, bottom: scrolled + y + height };
}

/** A person, a customer and a product with names of one word that is wider than a phone. */
async function giveLongNames(installation: Installation) {
  const company = installation.company('cascade');
  const login = loginOf(company, 'salesperson', 1);
  const sales = await SalesApi.signIn(installation, company, login);
  const [first, second] = sales.catalogue.customers;
  const [product] = sales.catalogue.products;
  if (first === undefined || second === undefined || product === undefined) throw new Error('the demo is too small');
  const names = { customer: longWord('A'), other: longWord('B'), product: longWord('C'), person: longWord('D') };
  const { slug } = company;
  await rename(installation, slug, { of: 'customers', from: first.name, to: names.customer });
  await rename(installation, slug, { of: 'customers', from: second.name, to: names.other });
  await rename(installation, slug, { of: 'products', from: product.name, to: names.product });
  await rename(installation, slug, { of: 'users', from: login.name, to: names.person });
  const asked = await sales.submit({ discountBp: 1_600, customer: first.name, justification: longWord('E') });
  const back = async () => {
    await rename(installation, slug, { of: 'users', from: names.person, to: login.name });
    await rename(installation, slug, { of: 'products', from: names.product, to: product.name });
    await rename(installation, slug, { of: 'customers', from: names.other, to: second.name });
    await rename(installation, slug, { of: 'customers', from: names.customer, to: first.name });
  };
  return { company, login, names, asked, back };
}

test('words of 79 letters break no screen at 390 and 1280 px, and axe finds nothing on any', async ({
  installation,
  unpackDevice,
}) => {
  test.setTimeout(360_000);
  const reviewer = new Reviewer();
  const { company, login, names, asked, back } = await giveLongNames(installation);
  const laptop = await unpackDevice();
  const page = await laptop.start();
  await reviewer.look(page, 'sign-in');
  await signIn(page, company, login);
  await reviewer.look(page, 'my-requests');
  const form = new RequestForm(page);

  // A draft, and a request that is refused.
  await goOffline(laptop, page);
  await form.open();
  await form.chooseCustomer(names.other);
  await form.chooseProductNamed(1, names.product);
  await form.discount('2.500', 1);
  await reviewer.look(page, 'new-request-unclear');
  await form.discount('45', 1);
  await form.justify(names.other);
  await page.getByRole('button', { name: 'Add product' }).press('Enter');
  await reviewer.look(page, 'new-request');
  // On a phone nobody reaches the button without passing what it will do.
  await page.setViewportSize(PHONE);
  const save = await extent(page, page.getByRole('button', { name: 'Save and send later' }));
  const panel = page.getByTestId(/^evaluation/);
  expect((await extent(page, panel)).bottom).toBeLessThan(save.top);
  await page.setViewportSize(DESKTOP);
  await page.getByRole('button', { name: 'Remove product 2' }).press('Enter');
  await form.discount('2', 1);
  await form.submit();
  await reviewer.look(page, 'pending');
  await form.open();
  await form.chooseCustomer(names.customer);
  await setCustomerBlocked(installation, company.slug, { name: names.other, blocked: true });
  await page.getByRole('link', { name: /Outbox/ }).press('Enter');
  await reviewer.look(page, 'outbox-waiting');
  await goOnline(laptop, page);
  await expect(page.getByTestId('outbox-refused')).toBeVisible();
  await reviewer.look(page, 'outbox-refused');
  await page.getByRole('link', { name: 'My requests' }).first().press('Enter');
  await reviewer.look(page, 'drafts-and-refused');
  await page.getByRole('link', { name: new RegExp(asked.code) }).press('Enter');
  await expect(page.getByRole('button', { name: 'Withdraw' })).toBeVisible();
  await reviewer.look(page, 'own-request');
  await page.getByRole('button', { name: 'Withdraw' }).press('Enter');
  await reviewer.look(page, 'withdraw');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Revise' }).press('Enter');
  await expect(form.verdict).toBeVisible();
  await reviewer.look(page, 'revise');
  await page.getByRole('button', { name: /: account$/ }).press('Enter');
  await reviewer.look(page, 'menu');
  await page.keyboard.press('Escape');
  await laptop.shutDown();

  const desk = await (await unpackDevice()).start();
  await signIn(desk, company, loginOf(company, 'admin'));
  const card = desk.getByTestId('inbox-card').filter({ hasText: asked.code });
  await expect(card).toBeVisible();
  await reviewer.look(desk, 'inbox');
  await card.press('Enter');
  await reviewer.look(desk, 'decision');
  for (const choice of ['Approve…', 'Reject…', 'Ask for changes…']) {
    await desk.getByRole('button', { name: choice }).press('Enter');
    await desk.keyboard.type(names.customer);
    await reviewer.look(desk, `decision-${choice.slice(0, -1).toLowerCase().replaceAll(' ', '-')}`);
    await desk.getByRole('button', { name: 'Back' }).press('Enter');
  }

  await using browser = await BrowserProfile.open();
  const console = await browser.context.newPage();
  await console.goto(`${installation.url}/admin/`);
  await reviewer.look(console, 'console-sign-in');
  await fillSignIn(console, company.slug, loginOf(company, 'admin'));
  await expect(console.getByText('Requests by status')).toBeVisible();
  await reviewer.look(console, 'console-overview');
  await console.getByRole('link', { name: 'People' }).press('Enter');
  await expect(console.getByText(names.person).first()).toBeVisible();
  await reviewer.look(console, 'console-people');
  await console.getByRole('link', { name: 'Devices' }).press('Enter');
  await expect(console.getByText(names.person).first()).toBeVisible();
  await reviewer.look(console, 'console-devices');
  await console
    .getByRole('button', { name: new RegExp(`^Revoke access.*${names.person}`) })
    .first()
    .press('Enter');
  await expect(console.getByRole('dialog')).toBeVisible();
  await reviewer.look(console, 'console-revoke');
  await console.keyboard.press('Escape');
  await console.getByRole('link', { name: 'Audit log' }).press('Enter');
  await console.getByRole('textbox', { name: 'Customer or request number' }).pressSequentially(asked.code);
  const entry = console.getByRole('button', { name: /submitted a request/ });
  await expect(entry).toHaveCount(1);
  await entry.press('Enter');
  await expect(console.getByText('Decided on rules')).toBeVisible();
  await reviewer.look(console, 'console-audit');
  await setCustomerBlocked(installation, company.slug, { name: names.other, blocked: false });
  await back();
  expect(reviewer.faults).toEqual([]);
});
