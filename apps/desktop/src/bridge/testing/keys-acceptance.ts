import type { Profile } from '@marginiq/contract/session';
import type { LocalKey, LocalKeys } from '@marginiq/sync/database/sealer';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DesktopBridge, SignInInput } from '../bridge.ts';
import { anna, benjamin, type HostUnderTest, profileOf } from './bridge-acceptance.ts';
import { FakeAuthServer } from './fake-auth-server.ts';

const importKey = (key: LocalKey) =>
  key instanceof Uint8Array ? crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']) : key;

/** Compared by their effect: two equal keys seal and unseal for each other. */
async function areSame(one: LocalKey, other: LocalKey): Promise<boolean> {
  const algorithm = { name: 'AES-GCM', iv: new Uint8Array(12) };
  const sealed = await crypto.subtle.encrypt(algorithm, await importKey(one), new Uint8Array([7]));
  return crypto.subtle.decrypt(algorithm, await importKey(other), sealed).then(
    () => true,
    () => false,
  );
}

/** Whether what one ring seals can be opened by the other. */
async function opens(others: LocalKeys | null, ones: LocalKeys | null): Promise<boolean> {
  if (ones === null || others === null) return false;
  const { current } = ones;
  const same = await Promise.all([others.current, ...others.earlier].map((key) => areSame(key, current)));
  return same.includes(true);
}

const isSealedBy = async (keys: LocalKeys | null, base64url: string): Promise<boolean> =>
  keys !== null && areSame(keys.current, Uint8Array.from(Buffer.from(base64url, 'base64url')));

/** What both hosts of the desktop app must do alike with the keys of the local data, and with a passphrase. */
export function keysAcceptance(name: string, makeHost: () => HostUnderTest | Promise<HostUnderTest>): void {
  describe(`the keys of the local data in ${name}`, () => {
    let server: FakeAuthServer;
    let host: HostUnderTest;
    beforeEach(async () => {
      server = new FakeAuthServer();
      vi.stubGlobal('fetch', server.fetch);
      host = await makeHost();
    });
    afterEach(() => {
      vi.unstubAllGlobals();
    });
    const signedIn = async (input: SignInInput = anna) => {
      const bridge = host.start();
      return { bridge, profile: profileOf(await bridge.signIn(input)) };
    };
    /** The way the dialog does it: on some hosts by signing in. */
    const setPassphrase = async (bridge: DesktopBridge, profile: Profile, passphrase: string | null) => {
      if ((await bridge.setPassphrase(profile, passphrase)) === 'done') return;
      expect(await bridge.signIn({ ...anna, passphrase })).toMatchObject({ ok: true });
    };

    it('keeps the key over a restart, and forgets it at sign-out', async () => {
      const { bridge, profile } = await signedIn();
      const key = await bridge.localKeys(profile);
      expect(await opens(await host.start().localKeys(profile), key)).toBe(true);
      await bridge.signOut(profile);
      await expect(host.start().localKeys(profile)).rejects.toThrow();
      const again = await signedIn();
      expect(await opens(await again.bridge.localKeys(profile), key)).toBe(true);
    });

    it('forgets the keys of somebody whose data leaves, and never those of the session', async () => {
      const { bridge, profile } = await signedIn();
      await bridge.forgetKeys(profile);
      expect(await host.keepsKeyOf(profile)).toBe(true);
      expect(await host.start().localKeys(profile)).not.toBeNull();

      const other = profileOf(await host.window().signIn(benjamin));
      const restarted = host.start();
      await restarted.forgetKeys(profile);
      expect([await host.keepsKeyOf(profile), await host.keepsKeyOf(other)]).toEqual([false, true]);
      // It comes again from the server.
      const again = await signedIn();
      expect(await again.bridge.localKeys(profile)).not.toBeNull();
    });

    it('forgets also keys that a passphrase sealed, once somebody else has signed in', async () => {
      const { bridge, profile } = await signedIn();
      await setPassphrase(bridge, profile, 'tie the red boat');
      await host.start().signIn(benjamin);
      await host.start().forgetKeys(profile);
      expect(await host.keepsKeyOf(profile)).toBe(false);
    });

    it('signs out a session that a passphrase locks: neither session nor key stays', async () => {
      const { bridge, profile } = await signedIn();
      await setPassphrase(bridge, profile, 'tie the red boat');
      const restarted = host.start();
      await restarted.signOut(profile);
      expect(await restarted.storedSession()).toBeNull();
      expect(await host.start().storedSession()).toBeNull();
      expect(await host.keepsKeyOf(profile)).toBe(false);
    });

    it.each([
      ['at once', null],
      ['after a restart', null],
      ['after a restart', 'tie the red boat'],
      ['after somebody else signed in', null],
      ['after somebody else signed in', 'tie the red boat'],
      ['after the session ended', null],
    ])(
      'seals by another key that the server made, because a backup does not know it, and opens by the earlier (%s, passphrase: %s)',
      async (when, words) => {
        const { bridge, profile } = await signedIn();
        if (words !== null) await setPassphrase(bridge, profile, words);
        const before = await bridge.localKeys(profile);
        server.forgetKeys(anna.deviceId);
        if (when === 'after the session ended') {
          server.tokens.clear();
          expect(await bridge.renewSession(profile)).toMatchObject({ ok: false, fault: 'ended' });
        }
        const window = when === 'at once' ? bridge : host.start();
        if (when === 'after somebody else signed in') await window.signIn(benjamin);
        const again = words === null ? anna : { ...anna, passphrase: words };
        expect(await window.signIn(again)).toMatchObject({ ok: true });
        const now = await window.localKeys(profile);
        expect(await isSealedBy(now, server.localKeyOf(anna.deviceId))).toBe(true);
        expect(await opens(now, before)).toBe(true);
        expect(await opens(before, now)).toBe(false);

        const restarted = host.start();
        if (words !== null) expect(await restarted.unlock(words)).toBe(true);
        expect(await opens(await restarted.localKeys(profile), before)).toBe(true);
        expect(await opens(await restarted.localKeys(profile), now)).toBe(true);
      },
    );

    it.each([false, true])(
      'the keys of a forgotten passphrase return when it is remembered (after a sign-out: %s)',
      async (isSignedOut) => {
        const { bridge, profile } = await signedIn();
        await setPassphrase(bridge, profile, 'tie the red boat');
        const before = await bridge.localKeys(profile);
        server.forgetKeys(anna.deviceId);
        const restarted = host.start();
        await restarted.signIn(anna);
        expect(await opens(await restarted.localKeys(profile), before)).toBe(false);
        if (isSignedOut) await restarted.signOut(profile);
        const again = host.start();
        await again.signIn({ ...anna, passphrase: 'tie the red boat' });
        expect(await opens(await again.localKeys(profile), before)).toBe(true);
      },
    );

    it('knows over restarts and sign-ins that everything here was seen sealed', async () => {
      const { bridge, profile } = await signedIn();
      expect(await bridge.localKeys(profile)).toMatchObject({ mayHoldClear: true });
      await bridge.noteSealed(profile);
      for (const window of [bridge, host.start()]) {
        expect(await window.localKeys(profile)).toMatchObject({ mayHoldClear: false });
      }
      server.forgetKeys(anna.deviceId);
      await host.start().signIn(anna);
      expect(await host.start().localKeys(profile)).toMatchObject({ mayHoldClear: false });
      await setPassphrase(bridge, profile, 'tie the red boat');
      const restarted = host.start();
      await restarted.unlock('tie the red boat');
      expect(await restarted.localKeys(profile)).toMatchObject({ mayHoldClear: false });
    });

    it('notes under a passphrase too that everything was seen sealed', async () => {
      const { profile } = await signedIn();
      const bridge = host.start();
      await bridge.signIn({ ...anna, passphrase: 'tie the red boat' });
      expect(await bridge.localKeys(profile)).toMatchObject({ mayHoldClear: true });
      await bridge.noteSealed(profile);
      const restarted = host.start();
      await restarted.unlock('tie the red boat');
      expect(await restarted.localKeys(profile)).toMatchObject({ mayHoldClear: false });
      expect(await restarted.renewSession(profile)).toMatchObject({ ok: true });
    });

    it('a device may have unsealed data until it has noted otherwise itself, however old the key is', async () => {
      // The reply with the first key was lost, or the ring was: what was done until then is unsealed.
      const { bridge, profile } = await signedIn();
      await bridge.signOut(profile);
      const again = await signedIn();
      expect(await again.bridge.localKeys(profile)).toMatchObject({ mayHoldClear: true });
    });

    it('still knows that everything was seen sealed when an older passphrase comes back', async () => {
      const { bridge, profile } = await signedIn({ ...anna, passphrase: 'tie the red boat' });
      await host.start().signIn({ ...anna, passphrase: 'milk the grey goat' });
      const window = host.start();
      await window.unlock('milk the grey goat');
      await window.noteSealed(profile);
      await window.signIn({ ...anna, passphrase: 'tie the red boat' });
      expect(await window.localKeys(profile)).toMatchObject({ mayHoldClear: false });
      expect(await bridge.keeping()).toBe('passphrase');
    });

    it.each([
      ['in the open', null, false],
      ['under a passphrase', 'tie the red boat', false],
      ['under a passphrase that is not given', 'tie the red boat', true],
    ])(
      'keys that the server did not return survive a sign-out until nothing is left to open (%s)',
      async (_, words, isLocked) => {
        const { bridge, profile } = await signedIn(words === null ? anna : { ...anna, passphrase: words });
        const before = await bridge.localKeys(profile);
        server.forgetKeys(anna.deviceId);
        await bridge.signIn(anna);
        await (isLocked ? host.start() : bridge).signOut(profile);
        expect(await host.keepsKeyOf(profile)).toBe(true);
        const window = host.start();
        expect(await window.storedSession()).toBeNull();
        await window.signIn(benjamin);
        const again = await signedIn(words === null ? anna : { ...anna, passphrase: words });
        expect(await opens(await again.bridge.localKeys(profile), before)).toBe(true);
        await again.bridge.signOut(profile);
        await host.start().forgetKeys(profile);
        expect(await host.keepsKeyOf(profile)).toBe(false);
      },
    );

    it('begins under a passphrase that is given with the password', async () => {
      const { bridge, profile } = await signedIn({ ...anna, passphrase: 'tie the red boat' });
      expect(await bridge.keeping()).toBe('passphrase');
      expect(host.readableByPage()).not.toContain(server.localKeyOf(anna.deviceId));
      const restarted = host.start();
      expect(await restarted.storedSession()).toEqual({ locked: true, profile });
      expect(await restarted.unlock('tie the red boat')).toBe(true);
      expect(await restarted.renewSession(profile)).toMatchObject({ ok: true });
    });

    it('stays under the passphrase that is open when its person signs in again', async () => {
      const { bridge, profile } = await signedIn({ ...anna, passphrase: 'tie the red boat' });
      server.tokens.clear();
      await bridge.signIn(anna);
      expect(await bridge.renewSession(profile)).toMatchObject({ ok: true });
      expect(await bridge.keeping()).toBe('passphrase');
      const restarted = host.start();
      expect(await restarted.storedSession()).toEqual({ locked: true, profile });
      expect(await restarted.unlock('tie the red boat')).toBe(true);
      expect(await restarted.renewSession(profile)).toMatchObject({ ok: true });
    });

    it('is locked by a passphrase from the next start on, and opened only by it', async () => {
      const { bridge, profile } = await signedIn();
      const key = await bridge.localKeys(profile);
      await setPassphrase(bridge, profile, 'tie the red boat');
      expect(await bridge.keeping()).toBe('passphrase');
      expect(await opens(await bridge.localKeys(profile), key)).toBe(true);

      const restarted = host.start();
      expect(await restarted.storedSession()).toEqual({ locked: true, profile });
      expect(await restarted.keeping()).toBe('passphrase');
      expect(await restarted.unlock('tie the blue boat')).toBe(false);
      expect(await restarted.storedSession()).toEqual({ locked: true, profile });
      expect(await restarted.unlock('tie the red boat')).toBe(true);
      expect(await restarted.storedSession()).toEqual({ profile });
      expect(await opens(await restarted.localKeys(profile), key)).toBe(true);
      expect(await restarted.renewSession(profile)).toMatchObject({ ok: true });
      // What the renewal wrote is encrypted as before.
      expect(await host.start().storedSession()).toEqual({ locked: true, profile });
    });

    it('keeps neither key nor token in the clear beside a passphrase', async () => {
      const { bridge, profile } = await signedIn();
      await setPassphrase(bridge, profile, 'tie the red boat');
      expect(host.readableByPage()).not.toContain(server.localKeyOf(anna.deviceId));
      expect(host.readableByPage()).not.toContain('refresh-secret');
      expect(host.readableByPage()).not.toContain('boat');
    });

    it('can do without a passphrase again', async () => {
      const { bridge, profile } = await signedIn();
      await setPassphrase(bridge, profile, 'tie the red boat');
      const restarted = host.start();
      await restarted.unlock('tie the red boat');
      await setPassphrase(restarted, profile, null);
      expect(await host.start().storedSession()).toEqual({ profile });
    });

    it('a person who forgot the passphrase can sign in by password, on the same device, with the keys that the device had', async () => {
      const { bridge, profile } = await signedIn();
      const key = await bridge.localKeys(profile);
      await setPassphrase(bridge, profile, 'tie the red boat');
      const restarted = host.start();
      await restarted.signIn(anna);
      expect(await opens(await restarted.localKeys(profile), key)).toBe(true);
      expect(await host.start().storedSession()).toEqual({ profile });
      expect(await restarted.keeping()).not.toBe('passphrase');
    });

    it('asks nobody else for the previous person’s passphrase', async () => {
      const { bridge, profile } = await signedIn();
      await setPassphrase(bridge, profile, 'tie the red boat');
      await signedIn(benjamin);
      expect(await host.start().storedSession()).toMatchObject({ profile: { name: 'Benjamin' } });
      expect(await host.start().storedSession()).not.toHaveProperty('locked');
    });
  });
}
