import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { anna, benjamin, profileOf } from '../../bridge/testing/bridge-acceptance.ts';
import { useBrowser } from './testing/use-browser.ts';

const BOAT = 'tie the red boat';

describe('noting in a browser that everything was seen sealed', () => {
  const world = useBrowser();
  const unlocked = async () => {
    const bridge = world.browser.start();
    expect(await bridge.unlock(BOAT)).toBe(true);
    return bridge;
  };

  it('noting in a browser that everything was seen sealed takes nothing from a renewal that is on its way in another window: its token is kept beside the note', async () => {
    const one = world.browser.start();
    const profile = profileOf(await one.signIn({ ...anna, passphrase: BOAT }));
    const other = await unlocked();
    const { promise: line, resolve: answer } = Promise.withResolvers<void>();
    world.server.holdRenewal = line;
    const renewing = one.renewSession(profile);
    await vi.waitFor(() => expect(world.server.renewals).toBe(1));
    const noting = other.noteSealed(profile);
    // Everything that waits for nothing has been written by now.
    await other.localKeys(profile);
    answer();
    expect(await renewing).toMatchObject({ ok: true });
    await noting;
    const restarted = await unlocked();
    expect(await restarted.renewSession(profile)).toMatchObject({ ok: true });
    expect(await restarted.localKeys(profile)).toMatchObject({ mayHoldClear: false });
  });

  it('noting in a browser that everything was seen sealed changes nothing for somebody who is not signed in any more', async () => {
    const bridge = world.browser.start();
    const profile = profileOf(await bridge.signIn(anna));
    await world.browser.window().signIn(benjamin);
    await bridge.noteSealed(profile);
    profileOf(await world.browser.window().signIn(anna));
    expect(await world.browser.start().localKeys(profile)).toMatchObject({ mayHoldClear: true });
  });
});
