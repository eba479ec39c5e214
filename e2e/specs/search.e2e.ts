import { BrowserProfile } from '../harness/browser-profile.ts';
import { rename } from '../harness/operator.ts';
import { SalesApi } from '../harness/sales-api.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { fillSignIn, loginOf, signIn } from '../pages/sign-in.ts';

test('requests and customers are found by words in any order, folded umlauts and codes, and Back finds the list as it was', async ({
  installation,
  unpackDevice,
}) => {
  const company = installation.company('nordlicht');
  const sales = await SalesApi.signIn(installation, company, loginOf(company, 'salesperson'));
  const [customer] = sales.catalogue.customers.slice(-1);
  if (customer === undefined) throw new Error('the demo gives its salespeople customers');
  const name = 'Feinblech Müller & Söhne';
  await rename(installation, company.slug, { of: 'customers', from: customer.name, to: name });
  const asked = await sales.submit({ discountBp: 1_600, customer: customer.name });

  const laptop = await unpackDevice();
  const page = await laptop.start();
  await signIn(page, company, loginOf(company, 'admin'));

  await new RequestForm(page).open();
  const field = page.getByRole('combobox', { name: 'Customer' });
  const options = page.getByRole('option');
  await field.click();
  await expect(page.getByText('50 of 120', { exact: true })).toBeVisible();
  for (const [typed, found] of [
    ['stahlbau hansa', /^Hansa Stahlbau/],
    ['kusten werft', /^Küsten Werft/],
    ['WERFT kuesten', /^Küsten Werft/],
    ['mueller', /^Feinblech Müller/],
    ['soehne muller', /^Feinblech Müller/],
    [customer.code.toLowerCase(), /^Feinblech Müller/],
  ] as const) {
    await field.press('ControlOrMeta+a');
    await field.pressSequentially(typed);
    await expect(options).toHaveCount(1);
    await expect(options).toHaveText(found);
  }
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue(/^Feinblech Müller/);

  await page.getByRole('link', { name: 'All requests' }).first().press('Enter');
  const search = page.getByRole('textbox', { name: 'Search requests' });
  const found = page.getByTestId('found');
  const rows = page.getByRole('main').getByRole('link', { name: /R-[0-9A-F]{6}/ });
  const type = async (words: string) => {
    await search.click();
    await page.keyboard.press('ControlOrMeta+a');
    await search.pressSequentially(words);
  };
  for (const typed of [asked.code, asked.code.toLowerCase(), asked.code.slice(2)]) {
    await type(typed);
    await expect(found).toHaveText(/^1 of 1[.,]\d{3}$/);
    await expect(rows).toHaveCount(1);
    await expect(rows).toContainText(name);
  }
  await type(`soehne ${asked.code.slice(2)} mueller`);
  await expect(rows).toHaveCount(1);
  await type('kusten zzz');
  await expect(found).toHaveText(/^0 of 1[.,]\d{3}$/);
  await expect(page.getByText('No request contains all of these words.')).toBeVisible();

  // Back: the words, the scroll position and the section.
  await type('werft');
  await expect(rows.first()).toContainText(/Werft/);
  const count = await found.innerText();
  await page.mouse.move(640, 500);
  await page.mouse.wheel(0, 2_400);
  await expect.poll(() => page.evaluate(() => Math.round(window.scrollY))).toBeGreaterThan(2_000);
  const scrolled = await page.evaluate(() => window.scrollY);
  // One that is on the screen, without scrolling to it.
  const visible = await page.evaluateHandle(() => document.elementFromPoint(640, 500)?.closest('a') ?? null);
  const link = visible.asElement();
  if (link === null) throw new Error('no request is where it was scrolled to');
  await link.evaluate((element: HTMLElement | SVGElement) => element.focus({ preventScroll: true }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: /^R-/ })).toBeFocused();
  await page.getByRole('link', { name: 'Back to All requests' }).press('Enter');
  await expect(search).toHaveValue('werft');
  await expect(found).toHaveText(count);
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeCloseTo(scrolled, -2);

  // From the inbox one returns to the inbox, and a newly opened list begins empty.
  await page.getByRole('link', { name: /^Inbox/ }).press('Enter');
  await page.getByTestId('inbox-card').filter({ hasText: asked.code }).press('Enter');
  await expect(page.getByRole('navigation').getByRole('link', { name: /^Inbox/ })).toHaveAttribute(
    'data-active',
    'true',
  );
  await page.getByRole('link', { name: 'Back to Inbox' }).press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Inbox' })).toBeVisible();
  await page.getByRole('link', { name: 'All requests' }).first().press('Enter');
  await expect(search).toHaveValue('');

  await using browser = await BrowserProfile.open();
  const console = await browser.context.newPage();
  await console.goto(`${installation.url}/admin/`);
  await fillSignIn(console, company.slug, loginOf(company, 'admin'));
  await console.getByRole('link', { name: 'Audit log' }).press('Enter');
  const number = console.getByRole('textbox', { name: 'Customer or request number' });
  const entries = console.getByRole('main').getByRole('button', { name: /submitted a request|approved a request/ });
  await number.pressSequentially(asked.code.slice(0, 5));
  await expect(console.getByText('Enter the full number, such as R-4F2A9C')).toBeVisible();
  await number.pressSequentially(asked.code.slice(5).toLowerCase());
  await expect(entries).toHaveCount(1);
  await expect(entries).toContainText(`${loginOf(company, 'salesperson').name} submitted a request`);
  await expect(entries).toContainText(`${asked.code} · ${name} · €`);
  // By the customer as well, as people type it: words in any order.
  await number.press('ControlOrMeta+a');
  await number.pressSequentially(name.split(' ').toReversed().join(' ').toUpperCase());
  await expect(entries.filter({ hasText: asked.code })).toHaveCount(1);
  await expect(entries.first()).toContainText(` · ${name} · €`);
  await number.press('ControlOrMeta+a');
  await number.pressSequentially('R-000000');
  await expect(console.getByText('No entry is about “R-000000”.')).toBeVisible();
});
