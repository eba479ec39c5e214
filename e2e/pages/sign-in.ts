import type { Locator, Page } from '@playwright/test';
import type { DemoCompany, DemoLogin } from '../harness/installation.ts';

export function loginOf(company: DemoCompany, role: DemoLogin['role'], index = 0): DemoLogin {
  const found = company.logins.filter((login) => login.role === role)[index];
  if (found === undefined) throw new Error(`the demo names no ${role} number ${index} of ${company.slug}`);
  return found;
}

/** Types as a person does, replacing the text that is there. */
export async function typeInto(field: Locator, text: string): Promise<void> {
  await field.click();
  await field.press('ControlOrMeta+a');
  await field.pressSequentially(text);
}

export async function fillSignIn(
  page: Page,
  company: string,
  { email, password }: Pick<DemoLogin, 'email' | 'password'>,
) {
  await typeInto(page.getByRole('textbox', { name: 'Company' }), company);
  await typeInto(page.getByRole('textbox', { name: 'Email' }), email);
  await typeInto(page.getByLabel('Password', { exact: true }), password);
  await page.keyboard.press('Enter');
}

/** Signs in and waits until this device is in step with the server. */
export async function signIn(page: Page, company: DemoCompany, login: DemoLogin): Promise<void> {
  await fillSignIn(page, company.slug, login);
  await page.getByTestId('sync-chip').filter({ hasText: 'Up to date' }).waitFor({ timeout: 45_000 });
}

/** Signs out by the menu, also past what was not sent. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /: account$/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  const anyway = page.getByRole('button', { name: 'Sign out anyway' });
  const heading = page.getByRole('heading', { name: 'Sign in' });
  await anyway.or(heading).first().waitFor();
  if (await anyway.isVisible()) await anyway.click();
  await heading.waitFor();
}
