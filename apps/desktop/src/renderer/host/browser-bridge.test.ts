import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { v7 } from 'uuid';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bridgeAcceptance, NOON } from '../../bridge/testing/bridge-acceptance.ts';
import { FakeAuthServer } from '../../bridge/testing/fake-auth-server.ts';
import { createBrowserBridge } from './browser-bridge.ts';
import { deviceName } from './device-name.ts';
import { indexedDbKeys } from './local-key.ts';
import { browserSessionNews, type StorageEvents } from './session-news.ts';

function makeHost() {
  const items = new Map<string, string>();
  const windows: EventTarget[] = [];
  /** The storage as one window has it: the others hear of what it writes. */
  const storageOf = (own: EventTarget) => {
    const told = (key: string, newValue: string | null) => {
      for (const other of windows) {
        if (other !== own) other.dispatchEvent(Object.assign(new Event('storage'), { key, newValue }));
      }
    };
    return {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => {
        items.set(key, value);
        told(key, value);
      },
      removeItem: (key: string) => {
        items.delete(key);
        told(key, null);
      },
    };
  };
  const clock = { now: NOON };
  const keys = indexedDbKeys(new IDBFactory());
  const start = () => {
    const own = new EventTarget();
    windows.push(own);
    const storage = storageOf(own);
    return createBrowserBridge(
      {
        storage,
        locks: navigator.locks,
        keys,
        news: browserSessionNews(storage, own as unknown as StorageEvents),
        userAgent: 'Chrome/1 Linux',
        time: { now: () => clock.now, monotonic: () => 0 },
        randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
        newId: () => v7(),
      },
      'http://host',
    );
  };
  return { items, keys, start, window: start, clock, readableByPage: () => JSON.stringify([...items]) };
}

bridgeAcceptance('the browser', makeHost);

describe('the browser bridge', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('takes a damaged store for an empty one', async () => {
    const host = makeHost();
    host.items.set('marginiq.session', '{"profile":');
    expect(await host.start().storedSession()).toBeNull();
  });

  it('cannot seal by a passphrase what it cannot read any more, and says so', async () => {
    const server = new FakeAuthServer();
    vi.stubGlobal('fetch', server.fetch);
    const host = makeHost();
    const deviceId = v7();
    await host.start().signIn({ company: 'nordlicht', email: 'anna@nordlicht.example', password: 'right', deviceId });
    expect(await host.start().setPassphrase('tie the red boat')).toBe('signInFirst');
  });

  it.each(['', 'tie the red boat'])(
    'keeps the key again if the browser took it away while the program ran (passphrase: "%s")',
    async (words) => {
      const server = new FakeAuthServer();
      vi.stubGlobal('fetch', server.fetch);
      const host = makeHost();
      const bridge = host.start();
      const input = { company: 'nordlicht', email: 'anna@nordlicht.example', password: 'right', deviceId: v7() };
      const result = await bridge.signIn(input);
      if (!result.ok) throw new Error(result.fault);
      const { profile } = result.session;
      if (words !== '') await bridge.setPassphrase(words);
      const name = `${profile.companyId}/${profile.userId}`;
      const kept = await host.keys.get(name);
      await host.keys.remove(name);
      expect(await bridge.localKey(profile)).not.toBeNull();
      expect((await host.keys.get(name))?.kind).toBe(kept?.kind);

      const restarted = host.start();
      if (words !== '') expect(await restarted.unlock(words)).toBe(true);
      expect(await restarted.localKey(profile)).not.toBeNull();
    },
  );

  it('tells the server later of a sign-out that it could not be told of', async () => {
    const server = new FakeAuthServer();
    vi.stubGlobal('fetch', server.fetch);
    const host = makeHost();
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

  it('ends the session by which it asked whose credentials these are, if need be at a later start', async () => {
    const server = new FakeAuthServer();
    vi.stubGlobal('fetch', server.fetch);
    const host = makeHost();
    const input = { company: 'nordlicht', email: 'anna@nordlicht.example', password: 'right', deviceId: v7() };
    server.losesLogouts = true;
    expect(await host.start().whoIs(input)).toMatchObject({ ok: true });
    expect(server.tokens.size).toBe(1);
    server.losesLogouts = false;
    await host.start().storedSession();
    await vi.waitFor(() => expect(server.tokens.size).toBe(0));
  });

  it('names devices for people', () => {
    expect(deviceName('Mozilla/5.0 (X11; Linux x86_64) Chrome/140 Safari/537')).toBe('Chrome on Linux');
    expect(deviceName('Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140')).toBe('Edge on Windows');
    expect(deviceName('something else')).toBe('Browser on a computer');
  });
});
