import { forgetLocalKeys } from '../harness/device-records.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

test('what was not sent survives a server that was restored from a backup without its key', async ({
  installation,
  unpackDevice,
}) => {
  test.setTimeout(120_000);
  const company = installation.company('nordlicht');
  const login = loginOf(company, 'salesperson', 1);
  const laptop = await unpackDevice();
  let page = await laptop.start();
  await signIn(page, company, login);
  laptop.link.cut();
  const code = await new RequestForm(page).submitSmall();
  // The session is over, as the backup does not know it either.
  await page.context().clearCookies();
  await page.evaluate(() => localStorage.removeItem('marginiq.session'));
  await laptop.shutDown();

  await forgetLocalKeys(installation, company.slug, login.email);
  laptop.link.restore();
  page = await laptop.start();
  await signIn(page, company, login);
  const inList = () => page.getByRole('link', { name: new RegExp(code) });
  await inList().click();
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(code) })).toBeVisible();
  await expect(page.getByTestId('pending')).toBeHidden({ timeout: 30_000 });
  await laptop.shutDown();
  page = await laptop.start();
  await expect(inList()).toBeVisible();
});
