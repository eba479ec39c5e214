import { expectAccessible } from '../harness/accessibility.ts';
import { screenshot } from '../harness/screenshot.ts';
import { expect, test } from '../harness/test.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

test('a computer without a key store says before signing in that it keeps no session, and stays one device', async ({
  installation,
  unpackDevice,
}) => {
  const company = installation.company('nordlicht');
  const login = loginOf(company, 'salesperson', 1);
  const laptop = await unpackDevice({ keyring: false });
  let page = await laptop.start();
  const keeping = () => page.getByTestId('keeping');
  await expect(keeping()).toContainText('your session is not kept');
  await screenshot(page, '22-no-key-store');
  await expectAccessible(page);
  await signIn(page, company, login);
  const devices = () => page.evaluate(() => localStorage.getItem('marginiq.devices'));
  const before = await devices();
  await laptop.shutDown();
  page = await laptop.start();
  await expect(keeping()).toContainText('your session is not kept');
  await signIn(page, company, login);
  expect(await devices()).toBe(before);
});
