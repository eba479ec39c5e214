import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { anna, profileOf } from '../../bridge/testing/bridge-acceptance.ts';
import { useBrowser } from './testing/use-browser.ts';

const BOAT = 'tie the red boat';

/**
 * Both windows sign in; the one that asked first is answered last, and waits for nobody who is frozen (see
 * `BrowserLogouts`).
 */
describe('a sign-in whose person has signed in again in another window meanwhile', () => {
  const world = useBrowser();

  it('a sign-in whose person has signed in again in another window meanwhile leaves the keys under the passphrase of the newer sign-in', async () => {
    const { promise: line, resolve: answer } = Promise.withResolvers<void>();
    world.server.holdSignIn = line;
    const late = world.browser.start().signIn(anna);
    await vi.waitFor(() => expect(world.server.deviceIds.length).toBe(1));
    const profile = profileOf(await world.browser.window().signIn({ ...anna, passphrase: BOAT }));
    answer();
    expect(await late).toMatchObject({ ok: false, fault: 'otherSession' });
    const restarted = world.browser.start();
    expect(await restarted.storedSession()).toEqual({ locked: true, profile });
    expect(await restarted.unlock(BOAT)).toBe(true);
    expect(await restarted.localKeys(profile)).not.toBeNull();
  });

  it('a sign-in whose person has signed in again in another window meanwhile takes away no keys if it finds out once it has kept its own', async () => {
    const { set } = world.browser.keys;
    world.browser.keys.set = async (...args) => {
      world.browser.keys.set = set;
      const isKept = await set(...args);
      await world.browser.window().signIn(anna);
      return isKept;
    };
    expect(await world.browser.start().signIn(anna)).toMatchObject({ ok: false, fault: 'otherSession' });
    const restarted = world.browser.start();
    const stored = await restarted.storedSession();
    expect(stored).toMatchObject({ profile: { name: 'Anna' } });
    expect(stored === null ? null : await restarted.localKeys(stored.profile)).not.toBeNull();
  });
});
