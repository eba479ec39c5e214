import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anna, profileOf } from '../../bridge/testing/bridge-acceptance.ts';
import { FakeAuthServer } from '../../bridge/testing/fake-auth-server.ts';
import { fakeBrowser } from './testing/fake-browser.ts';

const BOAT = 'tie the red boat';

/** Both windows sign in; the one that asked first hears last, and waits for nobody who is frozen (see `BrowserLogouts`). */
describe('a sign-in whose person has signed in again in another window meanwhile', () => {
  let server: FakeAuthServer;
  let browser: ReturnType<typeof fakeBrowser>;
  beforeEach(() => {
    server = new FakeAuthServer();
    vi.stubGlobal('fetch', server.fetch);
    browser = fakeBrowser();
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('leaves the keys under the passphrase of the newer sign-in', async () => {
    const { promise: line, resolve: answer } = Promise.withResolvers<void>();
    server.holdSignIn = line;
    const late = browser.start().signIn(anna);
    await vi.waitFor(() => expect(server.deviceIds.length).toBe(1));
    const profile = profileOf(await browser.window().signIn({ ...anna, passphrase: BOAT }));
    answer();
    expect(await late).toMatchObject({ ok: false, fault: 'otherSession' });
    const restarted = browser.start();
    expect(await restarted.storedSession()).toEqual({ locked: true, profile });
    expect(await restarted.unlock(BOAT)).toBe(true);
    expect(await restarted.localKeys(profile)).not.toBeNull();
  });

  it('takes away no keys if it finds out once it has kept its own', async () => {
    const { set } = browser.keys;
    browser.keys.set = async (...args) => {
      browser.keys.set = set;
      const isKept = await set(...args);
      await browser.window().signIn(anna);
      return isKept;
    };
    expect(await browser.start().signIn(anna)).toMatchObject({ ok: false, fault: 'otherSession' });
    const restarted = browser.start();
    const stored = await restarted.storedSession();
    expect(stored).toMatchObject({ profile: { name: 'Anna' } });
    expect(stored === null ? null : await restarted.localKeys(stored.profile)).not.toBeNull();
  });
});
