import type { Page } from '@playwright/test';
import type { DemoCompany, DemoLogin } from '../harness/installation.ts';

export function loginOf(company: DemoCompany, role: DemoLogin['role'], index = 0): DemoLogin {
  const found = company.logins.filter((login) => login.role === role)[index];
  if (found === undefined) throw new Error(`the demo names no ${role} number ${index} of ${company.slug}`);
  return found;
}

export async function fillSignIn(
  page: Page,
  company: string,
  { email, password }: Pick<DemoLogin, 'email' | 'password'>,
) {
  await page.getByRole('textbox', { name: 'Company' }).fill(company);
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Signs in and waits until this device is in step with the server. */
export async function signIn(page: Page, company: DemoCompany, login: DemoLogin): Promise<void> {
  await fillSignIn(page, company.slug, login);
  await page.getByTestId('sync-chip').filter({ hasText: 'Up to date' }).waitFor({ timeout: 45_000 });
}
