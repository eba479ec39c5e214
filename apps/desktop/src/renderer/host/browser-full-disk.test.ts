import 'fake-indexeddb/auto';
import { v7 } from 'uuid';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeAuthServer } from '../../bridge/testing/fake-auth-server.ts';
import { fakeBrowser } from './testing/fake-browser.ts';

const anna = { company: 'nordlicht', email: 'anna@nordlicht.example', password: 'right', deviceId: v7() };

describe('the browser bridge without room for more', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  /** Signed in with this passphrase, if any, before the room for keys was used up. */
  const full = async (passphrase: string | null) => {
    const server = new FakeAuthServer();
    vi.stubGlobal('fetch', server.fetch);
    const host = fakeBrowser();
    const bridge = host.start();
    const first = await bridge.signIn({ ...anna, passphrase });
    if (!first.ok) throw new Error(first.fault);
    const { set } = host.keys;
    const makeRoom = () => {
      host.keys.set = set;
    };
    host.keys.set = async () => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    };
    return { server, host, bridge, makeRoom, profile: first.session.profile };
  };

  it('a signed-in person can sign in again with the existing keys', async () => {
    const { server, host, profile } = await full(null);
    server.tokens.clear();
    const window = host.start();
    const again = await window.signIn(anna);
    expect(again).toMatchObject({ ok: true });
    expect(again).not.toHaveProperty('isHeldOnly');
    expect(await host.start().renewSession(profile)).toMatchObject({ ok: true });
  });

  it('the browser bridge without room for more works with a key that came with it and could not be kept, and keeps it once there is room', async () => {
    const { server, host, bridge, makeRoom, profile } = await full(null);
    const before = await bridge.localKeys(profile);
    server.forgetKeys(anna.deviceId);
    expect(await bridge.signIn(anna)).toMatchObject({ ok: true, isHeldOnly: true });
    const held = await bridge.localKeys(profile);
    expect(held?.earlier).toEqual([before?.current]);
    makeRoom();
    await bridge.localKeys(profile);
    expect((await host.start().localKeys(profile))?.earlier).toEqual([before?.current]);
  });

  it('the browser bridge without room for more renews again and again under a passphrase, also after signing in again', async () => {
    const { server, host, bridge, profile } = await full('tie the red boat');
    for (let renewal = 0; renewal < 3; renewal += 1) {
      expect(await bridge.renewSession(profile)).toMatchObject({ ok: true });
    }
    server.tokens.clear();
    expect(await bridge.signIn(anna)).toMatchObject({ ok: true, isHeldOnly: true });
    for (let renewal = 0; renewal < 3; renewal += 1) {
      expect(await bridge.renewSession(profile)).toMatchObject({ ok: true });
    }
    await bridge.signOut(profile);
    expect([server.tokens.size, await host.start().storedSession()]).toEqual([0, null]);
  });

  it('the browser bridge without room for more sets no passphrase, says so, and its person can sign in again with what was there', async () => {
    const { host, bridge, profile } = await full(null);
    expect(await bridge.signIn({ ...anna, passphrase: 'tie the red boat' })).toMatchObject({ fault: 'notKept' });
    // The server made another key and ended the session whose token was unencrypted.
    expect(await bridge.renewSession(profile)).toMatchObject({ ok: false, fault: 'ended' });
    expect(await bridge.keeping()).toBe('browser');
    expect(await bridge.signIn(anna)).toMatchObject({ ok: true });
    expect(await bridge.renewSession(profile)).toMatchObject({ ok: true });
    expect(await host.start().storedSession()).toEqual({ profile });
  });

  it('the browser bridge without room for more does not sign in, says that it failed, and keeps no session at the server', async () => {
    const server = new FakeAuthServer();
    vi.stubGlobal('fetch', server.fetch);
    const host = fakeBrowser();
    host.room.isFull = true;
    const bridge = host.start();
    expect(await bridge.signIn(anna)).toMatchObject({ ok: false, fault: 'notKept' });
    expect(await bridge.storedSession()).toBeNull();
    await vi.waitFor(() => expect(server.tokens.size).toBe(0));
  });

  it('a signed-in person can sign in again although it cannot be recorded', async () => {
    const { server, host, bridge, makeRoom, profile } = await full(null);
    makeRoom();
    server.tokens.clear();
    host.room.isFull = true;
    expect(await bridge.signIn(anna)).toMatchObject({ ok: true, isHeldOnly: true });
    expect(await bridge.renewSession(profile)).toMatchObject({ ok: true });
  });

  it('knows, renews and ends a session as otherwise', async () => {
    const server = new FakeAuthServer();
    vi.stubGlobal('fetch', server.fetch);
    const host = fakeBrowser();
    const bridge = host.start();
    const first = await bridge.signIn(anna);
    if (!first.ok) throw new Error(first.fault);
    const { profile } = first.session;
    host.room.isFull = true;
    expect(await host.start().storedSession()).toEqual({ profile });
    expect(await bridge.renewSession(profile)).toMatchObject({ ok: true });
    const heard: string[] = [];
    bridge.onSessionChange(({ kind }) => heard.push(kind));
    await bridge.signOut(profile);
    expect([heard, server.tokens.size, await host.start().storedSession()]).toEqual([['signedOut'], 0, null]);
  });
});
