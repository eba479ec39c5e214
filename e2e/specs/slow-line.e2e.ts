import { expect, test } from '../harness/test.ts';
import { fillSignIn, loginOf } from '../pages/sign-in.ts';

/** What is left of a throttled mobile plan. */
const BYTES_PER_SECOND = 4_000;

test('the first sync completes on a line of 4 kB/s, however long it takes, and the line is then live', async ({
  installation,
  unpackDevice,
}) => {
  test.setTimeout(420_000);
  const company = installation.company('nordlicht');
  const laptop = await unpackDevice();
  const page = await laptop.start();
  // The program itself is on the computer before the line gets slow, in a browser by its service worker.
  await page.evaluate(async () => {
    if (location.protocol === 'http:') await navigator.serviceWorker?.ready;
  });
  laptop.link.throttle(BYTES_PER_SECOND);
  const began = Date.now();
  await fillSignIn(page, company.slug, loginOf(company, 'manager'));
  const chip = page.getByTestId('sync-chip');
  await expect(chip).toContainText('Up to date', { timeout: 300_000 });
  const seconds = Math.round((Date.now() - began) / 1_000);
  console.log(`First sync at ${BYTES_PER_SECOND} bytes a second: ${seconds} s.`);
  // It was slow indeed: one call took longer than the 30 s that a call may be silent.
  expect(seconds).toBeGreaterThan(30);
  laptop.link.throttle(null);
  await expect(chip).toContainText('Up to date');
});
