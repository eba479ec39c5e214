import 'fake-indexeddb/auto';
import { v7 } from 'uuid';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bridgeAcceptance } from '../../bridge/testing/bridge-acceptance.ts';
import { FakeAuthServer } from '../../bridge/testing/fake-auth-server.ts';
import { keysAcceptance } from '../../bridge/testing/keys-acceptance.ts';
import { deviceName } from './device-name.ts';
import { fakeBrowser } from './testing/fake-browser.ts';

bridgeAcceptance('the browser', fakeBrowser);
keysAcceptance('the browser', fakeBrowser);

describe('the browser bridge', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('the browser bridge takes a damaged store for an empty one', async () => {
    const host = fakeBrowser();
    host.items.set('marginiq.session', '{"profile":');
    expect(await host.start().storedSession()).toBeNull();
  });

  it('the browser bridge calls nobody signed out because the keys cannot be read now', async () => {
    vi.stubGlobal('fetch', new FakeAuthServer().fetch);
    const host = fakeBrowser();
    const first = await host.start().signIn(anna);
    if (!first.ok) throw new Error(first.fault);
    host.keys.get = () => Promise.reject(new Error('the disk does not answer'));
    expect(await host.start().storedSession()).toEqual({ profile: first.session.profile });
  });

  it('setting a passphrase needs a sign-in, which brings another key', async () => {
    const server = new FakeAuthServer();
    vi.stubGlobal('fetch', server.fetch);
    const host = fakeBrowser();
    const deviceId = v7();
    const input = { company: 'nordlicht', email: 'anna@nordlicht.example', password: 'right', deviceId };
    const result = await host.start().signIn(input);
    if (!result.ok) throw new Error(result.fault);
    const { profile } = result.session;
    expect(await host.start().setPassphrase(profile, 'tie the red boat')).toBe('signInFirst');
  });

  it.each(['', 'tie the red boat'])(
    'the browser bridge keeps the key again if the browser took it away while the program ran (passphrase: "%s")',
    async (words) => {
      const server = new FakeAuthServer();
      vi.stubGlobal('fetch', server.fetch);
      const host = fakeBrowser();
      const bridge = host.start();
      const input = { company: 'nordlicht', email: 'anna@nordlicht.example', password: 'right', deviceId: v7() };
      const result = await bridge.signIn(input);
      if (!result.ok) throw new Error(result.fault);
      const { profile } = result.session;
      if (words !== '') await bridge.signIn({ ...input, passphrase: words });
      const name = `${profile.companyId}/${profile.userId}`;
      const kept = await host.keys.get(name);
      await host.keys.remove(name);
      expect(await bridge.localKeys(profile)).not.toBeNull();
      expect(await host.keys.get(name)).toEqual(kept);

      const restarted = host.start();
      if (words !== '') expect(await restarted.unlock(words)).toBe(true);
      expect(await restarted.localKeys(profile)).not.toBeNull();
    },
  );

  const anna = { company: 'nordlicht', email: 'anna@nordlicht.example', password: 'right', deviceId: v7() };

  /** A server whose answers to sign-outs wait for `answer`, with a record of its requests. */
  function slowToSignOut() {
    const server = new FakeAuthServer();
    const { promise: line, resolve: answer } = Promise.withResolvers<void>();
    const asked: string[] = [];
    const slow: typeof fetch = async (input, init) => {
      const path = new URL(String(input)).pathname.split('.').at(-1) ?? '';
      asked.push(path);
      if (path === 'logout') await line;
      return server.fetch(input, init);
    };
    vi.stubGlobal('fetch', slow);
    return { server, asked, answer };
  }

  it('signs in only after a sign-out that is on its way, whose reply clears the device’s cookie', async () => {
    const { asked, answer } = slowToSignOut();
    const bridge = fakeBrowser().start();
    const first = await bridge.signIn(anna);
    if (!first.ok) throw new Error(first.fault);
    const leaving = bridge.signOut(first.session.profile);
    const signingIn = bridge.signIn(anna);
    await vi.waitFor(() => expect(asked).toContain('logout'));
    answer();
    await leaving;
    const again = await signingIn;
    if (!again.ok) throw new Error(again.fault);
    expect(asked).toEqual(['login', 'logout', 'login']);
    expect(await bridge.renewSession(again.session.profile)).toMatchObject({ ok: true });
  });

  it('signs in only after a renewal that is on its way, whose reply sets the device’s cookie', async () => {
    const server = new FakeAuthServer();
    const { promise: line, resolve: answer } = Promise.withResolvers<void>();
    const asked: string[] = [];
    const answered: string[] = [];
    vi.stubGlobal('fetch', (async (input, init) => {
      const path = new URL(String(input)).pathname.split('.').at(-1) ?? '';
      asked.push(path);
      const reply = await server.fetch(input, init);
      if (path === 'refresh') await line;
      answered.push(path);
      return reply;
    }) satisfies typeof fetch);
    const host = fakeBrowser();
    const bridge = host.start();
    const first = await bridge.signIn(anna);
    if (!first.ok) throw new Error(first.fault);
    const renewing = bridge.renewSession(first.session.profile);
    await vi.waitFor(() => expect(asked).toContain('refresh'));
    const signingIn = host.window().signIn(anna);
    // Everything that waits for nothing has been answered by now.
    await host.window().whoIs({ ...anna, deviceId: v7() });
    answer();
    await Promise.all([renewing, signingIn]);
    expect(answered.slice(-2)).toEqual(['refresh', 'login']);
  });

  it('signs in only after the sign-outs that a start makes up for, of whichever window', async () => {
    const { asked, answer } = slowToSignOut();
    const host = fakeBrowser();
    const identity = { companyId: v7(), userId: v7(), deviceId: v7() };
    host.items.set('marginiq.signedOut', JSON.stringify([identity]));
    host.start();
    const signingIn = host.window().signIn(anna);
    await vi.waitFor(() => expect(asked).toContain('logout'));
    expect(asked).not.toContain('login');
    answer();
    expect(await signingIn).toMatchObject({ ok: true });
  });

  it('the browser bridge does not make up for a sign-out once its person has signed in again as the same device', async () => {
    const server = new FakeAuthServer();
    vi.stubGlobal('fetch', server.fetch);
    const host = fakeBrowser();
    const bridge = host.start();
    const first = await bridge.signIn(anna);
    if (!first.ok) throw new Error(first.fault);
    server.losesLogouts = true;
    await bridge.signOut(first.session.profile);
    await bridge.signIn(anna);
    server.losesLogouts = false;
    const restarted = host.start();
    await vi.waitFor(() => expect(host.items.get('marginiq.signedOut')).toBe('[]'));
    expect(await restarted.renewSession(first.session.profile)).toMatchObject({ ok: true });
  });

  it('the browser bridge still seals by the passphrase that was just used when its person signs in again', async () => {
    vi.stubGlobal('fetch', new FakeAuthServer().fetch);
    const host = fakeBrowser();
    const bridge = host.start();
    const first = await bridge.signIn(anna);
    if (!first.ok) throw new Error(first.fault);
    const { profile } = first.session;
    await bridge.signIn({ ...anna, passphrase: 'tie the red boat' });
    await bridge.signIn(anna);
    expect(await bridge.keeping()).toBe('passphrase');
    expect(await host.start().storedSession()).toEqual({ locked: true, profile });
  });

  it('the browser bridge renews although a window that is frozen holds the lock for it, after some patience', async () => {
    vi.stubGlobal('fetch', new FakeAuthServer().fetch);
    const bridge = fakeBrowser().start();
    const first = await bridge.signIn(anna);
    if (!first.ok) throw new Error(first.fault);
    const { promise: frozen, resolve: wake } = Promise.withResolvers<void>();
    const holding = navigator.locks.request('marginiq.refresh', () => frozen).catch(() => undefined);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const renewing = bridge.renewSession(first.session.profile);
      await vi.advanceTimersByTimeAsync(20_000);
      expect(await renewing).toMatchObject({ ok: true });
      expect(await bridge.renewSession(first.session.profile)).toMatchObject({ ok: true });
    } finally {
      vi.useRealTimers();
      wake();
      await holding;
    }
  });

  it('the browser bridge keeps no key again for somebody who was signed out while it was kept', async () => {
    vi.stubGlobal('fetch', new FakeAuthServer().fetch);
    const host = fakeBrowser();
    const bridge = host.start();
    const first = await bridge.signIn(anna);
    if (!first.ok) throw new Error(first.fault);
    const { profile } = first.session;
    const name = `${profile.companyId}/${profile.userId}`;
    await host.keys.remove(name);
    const { set } = host.keys;
    host.keys.set = async (...args) => {
      await host.window().signOut(profile);
      return set(...args);
    };
    await bridge.localKeys(profile);
    expect(await host.keys.get(name)).toBeNull();
  });

  it('a person who signed out while the keys were being stored is not signed in, and none are kept', async () => {
    const server = new FakeAuthServer();
    vi.stubGlobal('fetch', server.fetch);
    const host = fakeBrowser();
    const bridge = host.start();
    const first = await bridge.signIn(anna);
    if (!first.ok) throw new Error(first.fault);
    const { profile } = first.session;
    server.forgetKeys(anna.deviceId);
    const leaving: Promise<void>[] = [];
    const { set } = host.keys;
    host.keys.set = async (...args) => {
      leaving.push(host.window().signOut(profile));
      return set(...args);
    };
    expect(await bridge.signIn(anna)).toMatchObject({ ok: false, fault: 'otherSession' });
    await Promise.all(leaving);
    expect(await host.start().storedSession()).toBeNull();
    expect(await host.keepsKeyOf(profile)).toBe(false);
    await vi.waitFor(() => expect(server.tokens.size).toBe(0));
  });

  it('a sign-out that could not reach the server is reported later', async () => {
    const server = new FakeAuthServer();
    vi.stubGlobal('fetch', server.fetch);
    const host = fakeBrowser();
    const deviceId = v7();
    const input = { company: 'nordlicht', email: 'anna@nordlicht.example', password: 'right', deviceId };
    const bridge = host.start();
    const result = await bridge.signIn(input);
    if (!result.ok) throw new Error(result.fault);
    server.online = false;
    await bridge.signOut(result.session.profile);
    expect(server.tokens.size).toBe(1);
    server.online = true;
    await host.start().storedSession();
    await vi.waitFor(() => expect(server.tokens.size).toBe(0));
  });

  it('the session used to check whose credentials these are is ended, if need be at a later start', async () => {
    const server = new FakeAuthServer();
    vi.stubGlobal('fetch', server.fetch);
    const host = fakeBrowser();
    const input = { company: 'nordlicht', email: 'anna@nordlicht.example', password: 'right', deviceId: v7() };
    server.losesLogouts = true;
    expect(await host.start().whoIs(input)).toMatchObject({ ok: true });
    expect(server.tokens.size).toBe(1);
    server.losesLogouts = false;
    await host.start().storedSession();
    await vi.waitFor(() => expect(server.tokens.size).toBe(0));
  });

  it('the browser bridge names devices for people', () => {
    expect(deviceName('Mozilla/5.0 (X11; Linux x86_64) Chrome/140 Safari/537')).toBe('Chrome on Linux');
    expect(deviceName('Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140')).toBe('Edge on Windows');
    expect(deviceName('something else')).toBe('Browser on a computer');
  });
});
