import { expect, test } from '../harness/test.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

/** As long as a visible window may call itself up to date without having heard anything. */
const KNOWN_MS = 10_000;

test('a window stops saying "Up to date" within 10 s of a line going dead, says when it last heard, and recovers', async ({
  installation,
  unpackDevice,
}) => {
  const company = installation.company('cascade');
  const laptop = await unpackDevice();
  const page = await laptop.start();
  await signIn(page, company, loginOf(company, 'salesperson', 1));
  const chip = page.getByTestId('sync-chip');
  await expect(chip).toContainText('Up to date');
  // No connection is closed: the program has nothing to go by but the silence.
  laptop.link.swallow();
  await expect.poll(() => chip.innerText(), { intervals: [100], timeout: KNOWN_MS }).not.toContain('Up to date');
  // First it knows only that it has heard nothing, a little later that the line is dead; it always says since when.
  await expect(chip).toHaveText(/^(Last heard|Offline since) \d/, { timeout: 100 });
  await expect(chip).toHaveText(/^Offline since \d/);
  laptop.link.restore();
  await chip.click();
  await expect(chip).toContainText('Up to date', { timeout: KNOWN_MS });
});
