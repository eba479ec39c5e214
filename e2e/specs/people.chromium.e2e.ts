import type { Page } from '@playwright/test';
import { expectAccessible } from '../harness/accessibility.ts';
import { AdminApi } from '../harness/admin-api.ts';
import { BrowserProfile } from '../harness/browser-profile.ts';
import { SalesApi } from '../harness/sales-api.ts';
import { screenshot } from '../harness/screenshot.ts';
import { expect, test } from '../harness/test.ts';
import { fillSignIn, loginOf } from '../pages/sign-in.ts';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Chooses by typing the option's name, as the keyboard does it in a list of the system's own. */
async function choose(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: field }).focus();
  await page.keyboard.type(option);
  await expect(page.getByRole('combobox', { name: field }).locator('option:checked')).toHaveText(option);
}

test('whoever leaves or moves in the console leaves nothing undecided unnoticed', async ({ installation }) => {
  const company = installation.company('nordlicht');
  const [leaver, heir, manager, admin] = [
    loginOf(company, 'salesperson'),
    loginOf(company, 'salesperson', 1),
    loginOf(company, 'manager'),
    loginOf(company, 'admin'),
  ];
  const sales = await SalesApi.signIn(installation, company, leaver);
  const asked = await sales.submit({ discountBp: 1_600 });

  await using browser = await BrowserProfile.open();
  const page = await browser.context.newPage();
  await page.goto(`${installation.url}/admin/`);
  await fillSignIn(page, company.slug, admin);
  await page.getByRole('link', { name: 'People' }).press('Enter');
  const dialog = page.getByRole('dialog');
  const said = page.getByTestId('left-undecided');

  // Access is taken away, and what is open goes to a colleague in the same step.
  await button(page, `Change ${leaver.name}`).press('Enter');
  await expect(page.getByRole('combobox', { name: 'Role' })).toBeFocused();
  await screenshot(page, '15-admin-change-person');
  await expectAccessible(page);
  await page.getByRole('switch', { name: 'Can sign in' }).press('Space');
  await page.keyboard.press('Enter');
  await expect(said).toContainText(new RegExp(`${leaver.name} has \\d+ open requests?, which nobody can approve`));
  await expect(said).toContainText(new RegExp(`${leaver.name} looks after \\d+ customers?`));
  await expect(page.getByRole('combobox', { name: /^Hand customers/ })).toBeFocused();
  await choose(page, 'Hand customers and open requests to', heir.name);
  await screenshot(page, '16-admin-left-undecided');
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await screenshot(page, '16-admin-left-undecided-390');
  await expectAccessible(page);
  await page.setViewportSize({ width: 1280, height: 860 });
  // What came in since it was shown is asked about again; nobody takes it over for now.
  await choose(page, 'Hand customers and open requests to', 'Nobody for now');
  await sales.submit({ discountBp: 1_700 });
  await button(page, 'Save anyway').press('Enter');
  await expect(said).toContainText('This has changed');
  await button(page, 'Save anyway').press('Enter');
  await expect(dialog).toBeHidden();

  // Who has left stays listed with what is theirs, and it can be handed over at any time.
  const row = page.getByRole('row').filter({ hasText: leaver.email });
  await expect(row).toContainText('Switched off');
  await expect(row).toContainText(/\d+ customers? to hand over/);
  await expect(row).toContainText(/\d+ open requests? to hand over/);
  await button(page, `Change ${leaver.name}`).press('Enter');
  await expect(dialog).toContainText(/\d+ customers? to hand over/);
  await choose(page, 'Hand customers and open requests to', heir.name);
  await screenshot(page, '16-admin-left-behind');
  await expectAccessible(page);
  await button(page, 'Hand over and save').press('Enter');
  await expect(dialog).toBeHidden();
  await expect(row).not.toContainText('to hand over');

  // The only manager of a team becomes something else: said, thought over, and then done anyway.
  await button(page, `Change ${manager.name}`).press('Enter');
  await choose(page, 'Role', 'Sales');
  await button(page, 'Save').press('Enter');
  await expect(said).toContainText(`${manager.name} is the only manager of`);
  await button(page, 'Back').press('Enter');
  await expect(page.getByRole('combobox', { name: 'Role' })).toHaveValue('salesperson');
  await button(page, 'Save').press('Enter');
  await button(page, 'Save anyway').press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('row').filter({ hasText: manager.email })).toContainText('Sales');
  await expect(button(page, `Change ${manager.name}`)).toBeFocused();

  // And what cannot be done is refused in words that fit.
  await button(page, `Change ${admin.name}`).press('Enter');
  await choose(page, 'Role', 'Sales');
  await button(page, 'Save').press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('is the company’s last admin');
  await button(page, 'Cancel').press('Enter');
  await button(page, `Change ${heir.name}`).press('Enter');
  await choose(page, 'Team', 'No team');
  await button(page, 'Save').press('Enter');
  await expect(dialog.getByRole('alert')).toContainText(`Choose one for ${heir.name}`);
  await expect(page.getByRole('combobox', { name: 'Team' })).toHaveAttribute('aria-invalid', 'true');
  await button(page, 'Cancel').press('Enter');

  await page.getByRole('link', { name: 'Audit log' }).press('Enter');
  const entry = page.getByRole('button', { name: /changed a person’s role, team or access/ }).nth(1);
  await entry.press('Enter');
  await expect(page.getByRole('row', { name: /^Handed to/ })).toContainText(heir.name);

  const theirs = await SalesApi.signIn(installation, company, heir);
  expect(theirs.catalogue.customers.map(({ name }) => name)).toContain(asked.customer);

  // Restored, for others in this installation.
  const api = await AdminApi.signIn(installation, company, admin);
  await api.changeRole(manager, 'manager');
  await api.setActive(leaver, true);
  await api.handCustomers(
    sales.catalogue.customers.map(({ id }) => id),
    leaver,
  );
});
