import { expect, test } from '../harness/test.ts';
import { fillSignIn, loginOf } from '../pages/sign-in.ts';

// In one host only, because it takes two minutes; both have the same page and the same network stack.

/** What is left of a mobile plan that was used up. */
const BYTES_PER_SECOND = 4_000;
/**
 * What a manager of the demo company receives, compressed: about 70 s on this line. A salesperson receives a quarter of it, an
 * admin twice as much, which would show nothing more.
 */
const FIRST_SYNC_BYTES = 250_000;

test('a first sync completes on a line of 4 kB/s, and continues after a restart', async ({
  installation,
  unpackDevice,
}) => {
  test.setTimeout(300_000);
  const company = installation.company('nordlicht');
  const laptop = await unpackDevice();
  let page = await laptop.start();
  // The program itself is on the computer before the line gets slow, in a browser by its service worker.
  await page.evaluate(async () => {
    if (location.protocol === 'http:') await navigator.serviceWorker.ready;
  });
  laptop.link.throttle(BYTES_PER_SECOND);
  const before = laptop.link.bytesDown;
  await fillSignIn(page, company.slug, loginOf(company, 'manager'));
  // By now two pages are on the disk, of which the second took longer than any call may be silent.
  const chip = page.getByTestId('sync-chip');
  await expect(chip).toContainText(/Receiving [1-9]\d?%/, { timeout: 90_000 });
  await laptop.shutDown();

  page = await laptop.start();
  await expect(page.getByTestId('sync-chip')).toContainText('Up to date', { timeout: 150_000 });
  const received = laptop.link.bytesDown - before;
  expect(received).toBeGreaterThan(FIRST_SYNC_BYTES);
  // Begun from the start again, it would have been half as much again.
  expect(received).toBeLessThan(FIRST_SYNC_BYTES * 1.5);
});
