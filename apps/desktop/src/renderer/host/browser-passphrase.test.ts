import { CHEAP_COSTS } from '../../bridge/testing/cheap-costs.ts';
import 'fake-indexeddb/auto';
import type { LocalKeys } from '@marginiq/sync/database/sealer';
import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import type { DesktopBridge } from '../../bridge/bridge.ts';
import { personKey } from '../../bridge/identity.ts';
import { anna, benjamin, profileOf } from '../../bridge/testing/bridge-acceptance.ts';
import { BrowserKeys } from './browser-keys.ts';
import { heldKeyId, holdKey } from './held-key.ts';
import { useBrowser } from './testing/use-browser.ts';

const BOAT = 'tie the red boat';
const GOAT = 'milk the grey goat';
const sealed = { ...anna, passphrase: BOAT };

/** The current key's first. Any two keys are equal to `toEqual`, which sees nothing of what is in them. */
const idsIn = async (keys: LocalKeys | null): Promise<string[]> =>
  keys === null ? [] : Promise.all([keys.current, ...keys.earlier].map((key) => heldKeyId(key as CryptoKey)));

describe('a passphrase in a browser', () => {
  const world = useBrowser();
  const signIn = async (bridge: DesktopBridge, input: Parameters<DesktopBridge['signIn']>[0]) =>
    profileOf(await bridge.signIn(input));
  const unlocked = async (words: string) => {
    const bridge = world.browser.start();
    expect(await bridge.unlock(words)).toBe(true);
    return bridge;
  };

  it('neither a cookie nor a token is left for somebody who copies the profile', async () => {
    const bridge = world.browser.start();
    const profile = await signIn(bridge, sealed);
    await bridge.renewSession(profile);
    expect([...world.server.cookies]).toEqual([]);
    expect(world.browser.readableByPage()).not.toContain('refresh-secret');
    expect(world.browser.readableByPage()).not.toContain(world.server.localKeyOf(anna.deviceId));
  });

  it('a passphrase set later ends the session whose cookie was there, and has another key than the previous one', async () => {
    const bridge = world.browser.start();
    await signIn(bridge, anna);
    const [bare, cookie] = [world.server.localKeyOf(anna.deviceId), world.server.tokens.get(anna.deviceId)];
    const profile = await signIn(bridge, sealed);
    expect(world.server.localKeyOf(anna.deviceId)).not.toBe(bare);
    expect([...world.server.cookies]).toEqual([]);
    expect(world.server.tokens.get(anna.deviceId)).not.toBe(cookie);
    expect((await bridge.localKeys(profile))?.earlier).toHaveLength(1);
  });

  it('an earlier key that the server lost survives another passphrase and going back to none', async () => {
    const bridge = world.browser.start();
    const profile = await signIn(bridge, anna);
    const [first] = await idsIn(await bridge.localKeys(profile));
    world.server.forgetKeys(anna.deviceId);
    for (const passphrase of [BOAT, GOAT, null]) {
      await signIn(bridge, { ...anna, passphrase });
      expect((await idsIn(await bridge.localKeys(profile))).slice(1)).toContain(first);
    }
  });

  it('a passphrase is refused if the server gives no key but the unencrypted one, and everything stays as it was', async () => {
    const bridge = world.browser.start();
    const profile = await signIn(bridge, anna);
    const before = await world.browser.keys.get(personKey(profile));
    world.server.givesNoNewKey = true;
    expect(await bridge.signIn(sealed)).toMatchObject({ ok: false, fault: 'serverOutdated' });
    expect(await bridge.keeping()).toBe('browser');
    expect(await world.browser.keys.get(personKey(profile))).toEqual(before);
    expect(await world.browser.start().storedSession()).toEqual({ profile });
    world.server.givesNoNewKey = false;
    expect(await bridge.signIn(sealed)).toMatchObject({ ok: true });
  });

  it('a passphrase in a browser opens nothing by a key that somebody put beside what it seals', async () => {
    const bridge = world.browser.start();
    const profile = await signIn(bridge, anna);
    await signIn(bridge, sealed);
    const kept = await world.browser.keys.get(personKey(profile));
    if (kept === null || kept === 'damaged' || kept.kind !== 'sealed') throw new Error('nothing is sealed');
    const raw = crypto.getRandomValues(new Uint8Array(32));
    const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
    // Also under the id of one that belongs there.
    const forged = [await holdKey(key), { id: kept.bare[0]?.id ?? '', key }];
    await world.browser.keys.set(personKey(profile), { ...kept, bare: [...forged, ...kept.bare] });
    const earlierIn = async (window: DesktopBridge) => {
      const { earlier = [] } = (await window.localKeys(profile)) ?? {};
      return Promise.all(earlier.map(async (one) => (await holdKey(one as CryptoKey)).id));
    };
    const window = await unlocked(BOAT);
    expect(await earlierIn(window)).toEqual([kept.bare[0]?.id]);
    await signIn(window, { ...anna, passphrase: GOAT });
    expect(await earlierIn(await unlocked(GOAT))).not.toContain(forged[0]?.id);
  });

  it('a passphrase in a browser can only be changed by signing in', async () => {
    const bridge = world.browser.start();
    const profile = await signIn(bridge, sealed);
    for (const words of [GOAT, null]) expect(await bridge.setPassphrase(profile, words)).toBe('signInFirst');
    expect(await world.browser.start().storedSession()).toEqual({ locked: true, profile });
  });

  it('a passphrase in a browser is removed by a sign-in without it: a cookie again, and the sealed session ends', async () => {
    const bridge = world.browser.start();
    const profile = await signIn(bridge, sealed);
    const token = world.server.tokens.get(anna.deviceId);
    await signIn(bridge, { ...anna, passphrase: null });
    expect(world.server.cookies.get(anna.deviceId)).toBe(world.server.tokens.get(anna.deviceId));
    expect(world.server.tokens.get(anna.deviceId)).not.toBe(token);
    expect(await world.browser.start().renewSession(profile)).toMatchObject({ ok: true });
  });

  it('a passphrase in a browser lets windows that were unlocked renew one session in turn', async () => {
    const profile = await signIn(world.browser.start(), sealed);
    const [one, other] = [await unlocked(BOAT), await unlocked(BOAT)];
    for (const window of [one, other, one, other]) {
      expect(await window.renewSession(profile)).toMatchObject({ ok: true });
    }
    expect(await (await unlocked(BOAT)).renewSession(profile)).toMatchObject({ ok: true });
  });

  it('a passphrase in a browser locks every other window when it is changed', async () => {
    const one = world.browser.start();
    const profile = await signIn(one, sealed);
    const other = await unlocked(BOAT);
    await signIn(one, { ...anna, passphrase: GOAT });
    expect(await other.storedSession()).toEqual({ locked: true, profile });
    expect(await other.renewSession(profile)).toMatchObject({ ok: false, fault: 'otherSession' });
    await expect(other.localKeys(profile)).rejects.toThrow('locked');
    expect(await other.unlock(BOAT)).toBe(false);
    expect(await other.unlock(GOAT)).toBe(true);
    expect(await other.renewSession(profile)).toMatchObject({ ok: true });
    expect(await one.renewSession(profile)).toMatchObject({ ok: true });
  });

  it.each(['is missing', 'is damaged'])(
    'a passphrase in a browser asks to sign in where its record %s, and does not work without keys',
    async (how) => {
      const profile = await signIn(world.browser.start(), sealed);
      const name = personKey(profile);
      if (how === 'is missing') await world.browser.keys.remove(name);
      else await world.browser.keys.set(name, { kind: 'sealed' } as never);
      const restarted = world.browser.start();
      expect(await restarted.storedSession()).toBeNull();
      expect(await restarted.keeping()).toBe('passphrase');
      await expect(restarted.localKeys(profile)).rejects.toThrow(how.slice(3));
      expect(await restarted.renewSession(profile)).toMatchObject({ ok: false, fault: 'otherSession' });
      await signIn(restarted, sealed);
      expect(await restarted.localKeys(profile)).not.toBeNull();
    },
  );

  it('a passphrase in a browser is asked for although a key in the clear was put in its place', async () => {
    const profile = await signIn(world.browser.start(), anna);
    const bare = await world.browser.keys.get(personKey(profile));
    await signIn(world.browser.start(), sealed);
    if (bare === null || bare === 'damaged') throw new Error('no key');
    await world.browser.keys.set(personKey(profile), bare);
    expect(await world.browser.start().storedSession()).toBeNull();
  });

  it('a passphrase of an earlier version, which kept a cookie beside it, is requested by signing in', async () => {
    const profile = await signIn(world.browser.start(), anna);
    const { keptBy: _unknown, ...session } = JSON.parse(world.browser.items.get('marginiq.session') ?? '');
    world.browser.items.set('marginiq.session', JSON.stringify(session));
    await world.browser.keys.set(personKey(profile), { kind: 'sealed', seal: {} } as never);
    expect(await world.browser.start().storedSession()).toBeNull();
  });

  it('a passphrase leaves nothing to the next person, and what it sealed returns with its own person', async () => {
    const one = world.browser.start();
    await signIn(one, sealed);
    await signIn(one, benjamin);
    expect([...world.server.tokens.keys()]).toEqual([benjamin.deviceId]);
    expect(await world.browser.start().storedSession()).toMatchObject({ profile: { name: 'Benjamin' } });
    const profile = await signIn(world.browser.start(), sealed);
    expect(await (await unlocked(BOAT)).localKeys(profile)).toMatchObject({ earlier: [expect.anything()] });
  });

  it('a passphrase in a browser ends its session on the server when its person signs out', async () => {
    const one = world.browser.start();
    const profile = await signIn(one, sealed);
    await (await unlocked(BOAT)).renewSession(profile);
    await one.signOut(profile);
    expect([...world.server.tokens]).toEqual([]);
    expect(await world.browser.keys.get(personKey(profile))).toBeNull();
  });

  it.each(['nobody', 'the same person again'])(
    'a passphrase in a browser writes nothing of a session that ended while its renewal was written (then signed in: %s)',
    async (who) => {
      const bridge = world.browser.start();
      const profile = await signIn(bridge, sealed);
      const name = personKey(profile);
      await world.browser.keys.remove(name);
      const { set } = world.browser.keys;
      world.browser.keys.set = async (...args) => {
        world.browser.keys.set = set;
        const other = world.browser.start();
        await other.signOut(profile);
        const written = await set(...args);
        if (who !== 'nobody') await signIn(other, { ...anna, passphrase: GOAT });
        return written;
      };
      expect(await bridge.renewSession(profile)).toMatchObject({ ok: false, fault: 'otherSession' });
      if (who === 'nobody') expect(await world.browser.keys.get(name)).toBeNull();
      else expect(await (await unlocked(GOAT)).renewSession(profile)).toMatchObject({ ok: true });
    },
  );

  it('a passphrase in a browser keeps the newest token when a window that was frozen in a renewal writes its own late', async () => {
    const profile = await signIn(world.browser.start(), sealed);
    const keys = () =>
      new BrowserKeys({
        store: world.browser.keys,
        randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
        costs: CHEAP_COSTS,
        newId: () => v7(),
      });
    const [frozen, other] = [keys(), keys()];
    const name = personKey(profile);
    for (const each of [frozen, other]) await each.unlock(name, BOAT);
    const before = await frozen.look(name);
    await other.renewed(await other.look(name), 'the newer token');
    await frozen.renewed(before, 'the older token');
    const now = await frozen.look(name);
    expect(now).toMatchObject({ open: { unsealed: { content: { refreshToken: 'the newer token' } } } });
  });
});

describe('keys without a passphrase in a browser', () => {
  const world = useBrowser();

  it('missing keys are requested by signing in, rather than writing unsealed', async () => {
    const profile = profileOf(await world.browser.start().signIn(anna));
    await world.browser.keys.remove(personKey(profile));
    const restarted = world.browser.start();
    expect(await restarted.storedSession()).toBeNull();
    await expect(restarted.localKeys(profile)).rejects.toThrow('missing');
    await restarted.signIn(anna);
    expect(await world.browser.start().storedSession()).toEqual({ profile });
    expect(await restarted.localKeys(profile)).not.toBeNull();
  });

  it('keys of an earlier version stay usable, and are joined by those of the next sign-in', async () => {
    const profile = profileOf(await world.browser.start().signIn(anna));
    const { keptBy: _unknown, ...session } = JSON.parse(world.browser.items.get('marginiq.session') ?? '');
    world.browser.items.set('marginiq.session', JSON.stringify(session));
    const raw = crypto.getRandomValues(new Uint8Array(32));
    const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
    await world.browser.keys.set(personKey(profile), { kind: 'key', key } as never);

    const restarted = world.browser.start();
    expect(await restarted.storedSession()).toEqual({ profile });
    const before = await restarted.localKeys(profile);
    expect(before).toMatchObject({ earlier: [], mayHoldClear: true });
    expect(await idsIn(before)).toEqual([await heldKeyId(key)]);
    await restarted.noteSealed(profile);
    await restarted.signIn(anna);
    const now = await world.browser.start().localKeys(profile);
    expect(now).toMatchObject({ mayHoldClear: false });
    expect((await idsIn(now)).slice(1)).toEqual([await heldKeyId(key)]);
  });
});
