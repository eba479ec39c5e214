import { expectAccessible } from '../harness/accessibility.ts';
import { screenshot } from '../harness/screenshot.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

/** A protocol unknown to the server, in place of the one that this program speaks: the refusal is the server's own. */
const inAnUnknownProtocol = (url: string) => url.replace(/(%22protocol%22%3A)\d+/, '$199');

test('a program whose version the server refuses sends what waits, and offers what helps until a new one is installed', async ({
  installation,
  unpackDevice,
}) => {
  const company = installation.company('nordlicht');
  const laptop = await unpackDevice();
  const page = await laptop.start();
  const opened = await laptop.application.evaluateHandle(({ shell }) => {
    const addresses: string[] = [];
    shell.openExternal = async (address) => void addresses.push(address);
    return addresses;
  });
  await signIn(page, company, loginOf(company, 'salesperson'));
  await expect(page.getByTestId('sync-chip')).toContainText('Up to date');
  laptop.link.cut();
  const code = await new RequestForm(page).submitSmall();

  await page.route(/\/trpc\/sync\.(pull|stream)/, (route) =>
    route.continue({ url: inAnUnknownProtocol(route.request().url()) }),
  );
  laptop.link.restore();
  const notice = page.getByTestId('update-notice');
  await expect(notice).toContainText('MarginIQ must be updated', { timeout: 60_000 });
  await expect(notice).toContainText('This copy of MarginIQ does not update itself');
  // What waited was accepted: nothing is counted beside the outbox.
  await expect(page.getByRole('navigation').getByRole('link', { name: /Outbox/ })).toHaveText('Outbox');
  await expectAccessible(page);
  await screenshot(page, '25-version-refused');
  await notice.getByRole('button', { name: 'Open in the browser' }).click();
  await expect.poll(() => opened.jsonValue()).toEqual([`${laptop.link.url}/app/`]);

  // The next version, which the server takes again.
  await page.unroute(/\/trpc\/sync\.(pull|stream)/);
  await page.getByRole('button', { name: /Connection/ }).click();
  await expect(notice).toBeHidden({ timeout: 30_000 });
  await page
    .getByRole('navigation')
    .getByRole('link', { name: /My requests/ })
    .click();
  await page.getByRole('link', { name: new RegExp(code) }).click();
  await expect(page.getByTestId('pending')).toBeHidden({ timeout: 30_000 });
});
