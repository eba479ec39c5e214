import { expect, test } from '../harness/test.ts';
import { loginOf, signIn, signOut } from '../pages/sign-in.ts';

// In Electron the main process tells every window; a browser's windows tell each other, and one may be frozen at that moment.

const STOPPED = 'This window has stopped';

test('a window that was not notified finds out by itself that its session is over, and stops', async ({
  installation,
  unpackDevice,
}) => {
  const [ours, theirs] = [installation.company('nordlicht'), installation.company('cascade')];
  const laptop = await unpackDevice();
  const first = await laptop.start();
  // Like a frozen window: it does not hear what the others say.
  await first.addInitScript(() => {
    window.addEventListener('storage', (event) => event.stopImmediatePropagation(), true);
  });
  await first.reload();
  await signIn(first, ours, loginOf(ours, 'salesperson'));
  const second = await laptop.anotherWindow();
  await signOut(second);
  await signIn(second, theirs, loginOf(theirs, 'salesperson'));
  // It may have noticed already that its database is gone; at the latest it looks when somebody comes back to it.
  await first.evaluate(() => window.dispatchEvent(new Event('focus')));
  await expect(first.getByRole('heading', { name: STOPPED })).toBeVisible();
});
