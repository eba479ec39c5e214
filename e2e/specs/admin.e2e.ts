import { chromium } from '@playwright/test';
import { expectAccessible } from '../harness/accessibility.ts';
import { chromiumOptions } from '../harness/chromium.ts';
import { screenshot } from '../harness/screenshot.ts';
import { expect, test } from '../harness/test.ts';
import { fillSignIn, loginOf } from '../pages/sign-in.ts';

test('an admin sees the company and every decision in the console', async ({ installation }) => {
  const company = installation.company('nordlicht');
  const browser = await chromium.launch(chromiumOptions());
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  await page.goto(`${installation.url}/admin/`);
  await fillSignIn(page, company.slug, loginOf(company, 'manager'));
  await expect(page.getByRole('alert')).toContainText('Only admins');
  await fillSignIn(page, company.slug, loginOf(company, 'admin'));
  await expect(page.getByText('Nordlicht').first()).toBeVisible();
  await screenshot(page, '12-admin-overview');
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Audit log' }).click();
  await expect(page.getByRole('heading', { name: 'Audit log' })).toBeVisible();
  await screenshot(page, '13-admin-audit');
  await expectAccessible(page);
  await page.getByRole('link', { name: 'People' }).click();
  await expect(page.getByText(loginOf(company, 'manager').name).first()).toBeVisible();
  await screenshot(page, '14-admin-people');
  await page.reload();
  await expect(page.getByText(loginOf(company, 'manager').name).first()).toBeVisible();
  await browser.close();
});
