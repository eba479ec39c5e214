import { chromium } from '@playwright/test';
import { expectAccessible } from '../harness/accessibility.ts';
import { chromiumOptions } from '../harness/chromium.ts';
import { screenshot } from '../harness/screenshot.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { fillSignIn, loginOf, signIn } from '../pages/sign-in.ts';

test('an admin sees the company and every decision in the console', async ({ installation, unpackDevice }) => {
  const company = installation.company('nordlicht');
  const laptop = await unpackDevice();
  const sales = await laptop.start();
  await signIn(sales, company, loginOf(company, 'salesperson'));
  const form = new RequestForm(sales);
  await form.open();
  await form.chooseCustomer();
  await form.chooseProduct(1);
  await form.discount(1);
  await form.submit();
  await expect(sales.getByText('Approved by rules', { exact: true })).toBeVisible();

  const browser = await chromium.launch(chromiumOptions());
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(`${installation.url}/admin/`);
  await fillSignIn(page, company.slug, loginOf(company, 'manager'));
  await expect(page.getByRole('alert')).toContainText('Only admins');
  await fillSignIn(page, company.slug, loginOf(company, 'admin'));
  await expect(page.getByText('Requests by status')).toBeVisible();
  await screenshot(page, '12-admin-overview');
  await expectAccessible(page);

  await page.getByRole('link', { name: 'Audit log' }).click();
  const entry = page.getByRole('button', { name: /approved a request by the rules/ }).first();
  await entry.click();
  await expect(page.getByText('Decided on rules v1').first()).toBeVisible();
  await screenshot(page, '13-admin-audit');
  await expectAccessible(page);

  await page.getByRole('link', { name: 'People' }).click();
  await expect(page.getByText(loginOf(company, 'manager').name).first()).toBeVisible();
  await screenshot(page, '14-admin-people');
  await expectAccessible(page);
  await page.reload();
  await expect(page.getByText(loginOf(company, 'manager').name).first()).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await browser.close();
});
