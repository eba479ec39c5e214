import { expect, test } from '../harness/test.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

// In Electron it is the main process that tells the time of a session; the acceptance tests of both bridges set that clock.
test('a session opened with the clock three years behind survives correcting the clock', async ({
  installation,
  unpackDevice,
}) => {
  const company = installation.company('cascade');
  const laptop = await unpackDevice();
  const page = await laptop.start();
  const threeYears = 3 * 365 * 86_400_000;
  await page.clock.install({ time: Date.now() - threeYears });
  await page.reload();
  await signIn(page, company, loginOf(company, 'salesperson'));
  laptop.link.cut();
  await page.clock.setSystemTime(Date.now());
  await page.reload();
  await expect(page.getByRole('link', { name: 'New request' }).first()).toBeVisible();
});
