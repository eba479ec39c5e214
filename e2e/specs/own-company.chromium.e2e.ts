import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, expect, type Locator, type Page, test } from '@playwright/test';
import { expectAccessible } from '../harness/accessibility.ts';
import { chromiumOptions } from '../harness/chromium.ts';
import { documentedCommands, TypedCommand } from '../harness/documented-commands.ts';
import { freePort } from '../harness/free-port.ts';
import type { DemoCompany, DemoLogin } from '../harness/installation.ts';
import { screenshot } from '../harness/screenshot.ts';
import { RequestForm } from '../pages/request-form.ts';
import { fillSignIn, signIn } from '../pages/sign-in.ts';

const CUSTOMERS = `code,name,class,segment,city,country,ownerEmail
C-1,Hansa Shipyard,A,Industry,Kiel,Germany,anna@acme.example
C-2,Bakery Voss,C,Food,Husum,Germany,anna@acme.example
`;
const PRODUCTS = `sku,name,category,unit,listPrice,cost
P-1,Angle grinder,Tools,piece,129.90,70.00
P-2,Drill,Tools,piece,89.00,45.00
`;
const PASSWORD = 'seven trains to Kiel';
const ACME: DemoCompany = { name: 'Acme Tools', slug: 'acme', currency: 'EUR', logins: [] };
const login = (role: DemoLogin['role'], email: string): DemoLogin => ({ role, name: '', email, password: PASSWORD });

const linkIn = (output: string): string => {
  const link = /http\S+\/admin\/password#\S+/.exec(output)?.[0];
  if (link === undefined) throw new Error(`no link in:\n${output}`);
  return link;
};

/** Everybody has a browser of their own. */
async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-GB' });
  return context.newPage();
}

/** Types as a person does, key by key. */
async function typeInto(field: Locator, text: string): Promise<void> {
  await field.clear();
  await field.pressSequentially(text);
}

async function setPassword(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await typeInto(page.getByLabel('Password', { exact: true }), PASSWORD);
  await typeInto(page.getByLabel('Password again'), PASSWORD);
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByRole('heading', { name: 'Your password is set' })).toBeVisible();
}

test('a company of one’s own, as the operators’ page says: from nothing to an approved request', async () => {
  test.setTimeout(300_000);
  const [start = '', create = '', ...others] = await documentedCommands('operators/company.md', 'In five commands');
  expect(start).toBe('npm start -- --no-demo');
  const folder = await mkdtemp(join(tmpdir(), 'marginiq-own-'));
  await writeFile(join(folder, 'customers.csv'), CUSTOMERS);
  await writeFile(join(folder, 'products.csv'), PRODUCTS);
  const port = await freePort();
  const env = {
    MARGINIQ_DATABASE: `marginiq_own_${randomBytes(4).toString('hex')}`,
    MARGINIQ_DATA: join(folder, 'data'),
    MARGINIQ_PORT: String(port),
    MARGINIQ_NO_OPEN: '1',
    // With one's own MongoDB no demo is made unless requested: here --no-demo must override the request.
    MARGINIQ_DEMO: '1',
  };
  const type = (line: string) => new TypedCommand(line, { folder, env });
  const server = type(start);
  const browser = await chromium.launch(chromiumOptions());
  try {
    await server.untilPrinted('MarginIQ is ready');
    expect(server.output).toContain('npm run company -- create');
    expect(server.output).not.toContain('Demo logins');

    const links = [linkIn(await type(create).done())];
    for (const line of others.filter((other) => other.includes('people'))) links.push(linkIn(await type(line).done()));
    const [importing = ''] = others.filter((other) => other.startsWith('npm run import'));
    const imported = await type(importing).done();
    expect(imported).toMatch(/customers +2 new/);
    expect(imported).toMatch(/products +2 new/);
    const [adminLink = '', salesLink = '', managerLink = ''] = links;

    // A weak password and a slip are named before anything is sent.
    const admin = await newPage(browser);
    await admin.goto(adminLink);
    await expect(admin.getByText('Ada Stern')).toBeVisible();
    await expectAccessible(admin);
    await typeInto(admin.getByLabel('Password', { exact: true }), 'Acme-Tools-2026');
    await typeInto(admin.getByLabel('Password again'), 'Acme-Tools-2027');
    await admin.getByRole('button', { name: 'Set password' }).click();
    await expect(admin.getByText('This is easy to guess')).toBeVisible();
    await expect(admin.getByText('The two passwords are different.')).toBeVisible();
    await screenshot(admin, '40-set-password');
    await setPassword(admin, adminLink);
    await screenshot(admin, '41-password-set');
    await expectAccessible(admin);
    expect(admin.url()).not.toContain('#');
    await admin.getByRole('link', { name: 'Open the admin console' }).click();
    // The link signed nobody in.
    await fillSignIn(admin, 'acme', { email: 'ada@acme.example', password: PASSWORD });
    await expect(admin.getByText('Requests by status')).toBeVisible();

    const sales = await newPage(browser);
    await setPassword(sales, salesLink);
    await sales.goto(salesLink);
    await expect(sales.getByRole('alert')).toContainText('This link does not work');
    const manager = await newPage(browser);
    await setPassword(manager, managerLink);

    for (const page of [sales, manager]) await page.goto(`http://127.0.0.1:${port}/app/`);
    await signIn(sales, ACME, login('salesperson', 'anna@acme.example'));
    await signIn(manager, ACME, login('manager', 'mona@acme.example'));
    const form = new RequestForm(sales);
    await form.open();
    await form.chooseCustomer('Hansa');
    await form.chooseProductNamed(1, 'Angle');
    await form.quantity(10);
    await form.discount(12);
    await expect(form.verdict).toContainText('must approve');
    await form.justify('They take all of their tools from us.');
    const code = await form.submit();

    const card = manager.getByTestId('inbox-card').filter({ hasText: code });
    await card.click();
    await manager.getByRole('button', { name: 'Approve' }).click();
    await typeInto(manager.getByRole('textbox', { name: 'Note' }), 'Fine.');
    await manager.getByRole('button', { name: 'Approve' }).click();
    await expect(sales.getByText('Approved', { exact: true })).toBeVisible();
  } finally {
    await browser.close();
    await server.interrupt();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
});
