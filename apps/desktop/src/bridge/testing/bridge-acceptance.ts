import type { Profile } from '@marginiq/contract/session';
import type { LocalKey, LocalKeys } from '@marginiq/sync/sealer';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DesktopBridge, SessionChange, SessionResult, SignInInput } from '../bridge.ts';
import { FakeAuthServer } from './fake-auth-server.ts';

/** A device with its clock; two hosts of it at once are two windows. */
export interface HostUnderTest {
  /** The program, started again on what it left behind. */
  start: () => DesktopBridge;
  /** Another window of the program that is running. */
  window: () => DesktopBridge;
  /** The device's clock, in milliseconds; what is put in counts from then on. */
  clock: { now: number };
  /** Everything the host keeps that its page could read. */
  readableByPage: () => string;
}

export const NOON = Date.parse('2026-06-01T12:00:00.000Z');
const DAY = 86_400_000;
const id = (last: number) => `01890a5d-ac96-774b-bcce-b302099a8${String(last).padStart(3, '0')}`;
const anna = { company: 'nordlicht', email: 'anna@nordlicht.example', password: 'right', deviceId: id(1) };
const benjamin = { ...anna, email: 'benjamin@nordlicht.example', deviceId: id(2) };

function profileOf(result: SessionResult): Profile {
  if (!result.ok) throw new Error(`no session: ${result.fault}`);
  return result.session.profile;
}

const importKey = (key: LocalKey) =>
  key instanceof Uint8Array ? crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']) : key;

/** By what they do: two keys that are the same seal and unseal for each other. */
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

/** What both hosts of the desktop app must do alike. */
export function bridgeAcceptance(name: string, makeHost: () => HostUnderTest | Promise<HostUnderTest>): void {
  describe(`the bridge in ${name}`, () => {
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

    /** As the dialog does it: on some hosts by signing in. */
    const setPassphrase = async (bridge: DesktopBridge, profile: Profile, passphrase: string | null) => {
      if ((await bridge.setPassphrase(profile, passphrase)) === 'done') return;
      expect(await bridge.signIn({ ...anna, passphrase })).toMatchObject({ ok: true });
    };

    it('signs in, and knows the person after a restart without network', async () => {
      expect(await host.start().storedSession()).toBeNull();
      const result = await host.start().signIn(anna);
      expect(result).toMatchObject({ ok: true, session: { accessToken: 'access-1', profile: { name: 'Anna' } } });
      server.online = false;
      expect(await host.start().storedSession()).toMatchObject({ profile: { name: 'Anna' } });
    });

    it('tells why signing in did not work, and keeps nothing of it', async () => {
      const bridge = host.start();
      expect(await bridge.signIn({ ...anna, password: 'no' })).toMatchObject({ ok: false, fault: 'wrong' });
      server.locked = true;
      expect(await bridge.signIn(anna)).toMatchObject({ ok: false, fault: 'locked', waitSeconds: 90 });
      server.locked = false;
      server.failing = true;
      expect(await bridge.signIn(anna)).toMatchObject({ ok: false, fault: 'failed' });
      server.online = false;
      expect(await bridge.signIn(anna)).toMatchObject({ ok: false, fault: 'offline' });
      expect(await bridge.storedSession()).toBeNull();
    });

    it('renews the session again and again, also after a restart', async () => {
      const { profile } = await signedIn();
      for (const accessToken of ['access-2', 'access-3']) {
        expect(await host.start().renewSession(profile)).toMatchObject({ ok: true, session: { accessToken } });
      }
    });

    it('calls a session ended only when the server says so, and knows the person still', async () => {
      const { profile } = await signedIn();
      server.online = false;
      expect(await host.start().renewSession(profile)).toMatchObject({ ok: false, fault: 'offline' });
      server.online = true;
      server.tokens.clear();
      expect(await host.start().renewSession(profile)).toMatchObject({ ok: false, fault: 'ended' });
      expect(await host.start().storedSession()).not.toBeNull();
    });

    it('never hands the refresh token to the page', async () => {
      const { bridge, profile } = await signedIn();
      const results = [await bridge.signIn(anna), await bridge.renewSession(profile), await bridge.storedSession()];
      expect(JSON.stringify(results)).not.toContain('refresh-secret');
      expect(host.readableByPage()).not.toContain('refresh-secret');
    });

    it('says whose credentials these are and keeps no session of it, here or at the server', async () => {
      const { bridge, profile } = await signedIn(benjamin);
      const heard: SessionChange[] = [];
      bridge.onSessionChange((change) => heard.push(change));
      expect(await bridge.whoIs({ ...anna, password: 'no' })).toMatchObject({ ok: false, fault: 'wrong' });
      const { companyId, userId } = profileOf(await host.window().signIn({ ...anna, deviceId: id(3) }));
      await host.window().signIn(benjamin);
      heard.length = 0;
      expect(await bridge.whoIs(anna)).toEqual({ ok: true, person: { companyId, userId } });
      expect([...server.tokens.keys()]).toEqual([benjamin.deviceId]);
      expect(await host.start().storedSession()).toEqual({ profile });
      expect(heard).toEqual([]);
    });

    it('signs in as the device that the page names, and as no other at a restart', async () => {
      const { profile } = await signedIn();
      await host.start().signOut(profile);
      await signedIn();
      expect(server.deviceIds).toEqual([anna.deviceId, anna.deviceId]);
    });

    it('signs out here and at the server, and here alone without network', async () => {
      const { bridge, profile } = await signedIn();
      await bridge.signOut(profile);
      expect(server.tokens.size).toBe(0);
      expect(await host.start().storedSession()).toBeNull();
      const again = await signedIn();
      server.online = false;
      await again.bridge.signOut(profile);
      expect(await host.start().storedSession()).toBeNull();
    });

    describe('with several windows and people', () => {
      it('tells every window at once who signed in and out', async () => {
        const { bridge } = await signedIn(benjamin);
        const heard: SessionChange[][] = [[], []];
        const windows = [bridge, host.window()];
        const stops = windows.map((window, index) => window.onSessionChange((change) => heard[index]?.push(change)));
        const profile = profileOf(await bridge.signIn(anna));
        await bridge.signOut(profile);
        const { companyId, userId, deviceId } = profile;
        const told = [
          { kind: 'signedIn', profile },
          { kind: 'signedOut', identity: { companyId, userId, deviceId } },
        ];
        await vi.waitFor(() => expect(heard).toEqual([told, told]));
        for (const stop of stops) stop();
        await bridge.signIn(anna);
        expect(heard[0]).toEqual(told);
      });

      it('gives a window nothing of the person who signed in after it', async () => {
        const { profile } = await signedIn();
        const window = host.window();
        const other = profileOf(await window.signIn(benjamin));
        expect(await window.renewSession(profile)).toMatchObject({ ok: false, fault: 'otherSession' });
        await expect(window.localKeys(profile)).rejects.toThrow();
        await window.signOut(profile);
        expect(await host.start().renewSession(other)).toMatchObject({ ok: true });
        // One person at a time: the previous one is signed out, on the server too.
        expect([...server.tokens.keys()]).toEqual([benjamin.deviceId]);
      });

      it.each(['nobody', 'somebody else', 'the same person again'])(
        'lets a renewal’s late reply change nothing when it finds %s signed in',
        async (who) => {
          const { bridge, profile } = await signedIn();
          const { promise, resolve: answer } = Promise.withResolvers<void>();
          server.holdRenewal = promise;
          const renewing = bridge.renewSession(profile);
          await vi.waitFor(() => expect(server.renewals).toBe(1));
          await host.window().signOut(profile);
          // A browser lets the renewal come to its end first, so that its cookie does not replace the new one.
          const next = { nobody: null, 'somebody else': benjamin, 'the same person again': anna }[who] ?? null;
          const signingIn = next === null ? null : host.window().signIn(next);
          answer();
          await signingIn;
          expect(await renewing).toMatchObject({ ok: false, fault: 'otherSession' });
          const expected = await host.window().storedSession();
          expect(await host.start().storedSession()).toEqual(expected);
          const profiles = { nobody: null, 'somebody else': 'Benjamin', 'the same person again': 'Anna' };
          expect(expected?.profile.name ?? null).toBe(profiles[who as keyof typeof profiles]);
          if (expected !== null) expect(await host.start().renewSession(expected.profile)).toMatchObject({ ok: true });
        },
      );
    });

    describe('with keys of the local data', () => {
      it('keeps the key over a restart, and forgets it at sign-out', async () => {
        const { bridge, profile } = await signedIn();
        const key = await bridge.localKeys(profile);
        expect(await opens(await host.start().localKeys(profile), key)).toBe(true);
        await bridge.signOut(profile);
        await expect(host.start().localKeys(profile)).rejects.toThrow();
        const again = await signedIn();
        expect(await opens(await again.bridge.localKeys(profile), key)).toBe(true);
      });

      describe.each(['at once', 'after a restart', 'after somebody else signed in', 'after the session ended'])(
        'when the server makes another key for a device, because a backup does not know it (%s)',
        (when) => {
          it.each([null, 'tie the red boat'])(
            'it seals by that one, and still opens by the earlier (passphrase: %s)',
            async (words) => {
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
        },
      );

      it('gets back the keys of a forgotten passphrase when it comes to mind again', async () => {
        const { bridge, profile } = await signedIn();
        await setPassphrase(bridge, profile, 'tie the red boat');
        const before = await bridge.localKeys(profile);
        server.forgetKeys(anna.deviceId);
        const restarted = host.start();
        await restarted.signIn(anna);
        expect(await opens(await restarted.localKeys(profile), before)).toBe(false);
        const again = host.start();
        await again.signIn({ ...anna, passphrase: 'tie the red boat' });
        expect(await opens(await again.localKeys(profile), before)).toBe(true);
      });

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

      it('expects nothing in the clear where the server has had the key for long', async () => {
        const { bridge, profile } = await signedIn();
        await bridge.signOut(profile);
        const again = await signedIn();
        expect(await again.bridge.localKeys(profile)).toMatchObject({ mayHoldClear: false });
      });

      it('forgets the earlier keys too at sign-out', async () => {
        const { bridge, profile } = await signedIn();
        const before = await bridge.localKeys(profile);
        server.forgetKeys(anna.deviceId);
        await bridge.signIn(anna);
        await bridge.signOut(profile);
        const again = await signedIn();
        expect(await opens(await again.bridge.localKeys(profile), before)).toBe(false);
      });

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
        // What the renewal wrote is sealed as before.
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

      it('lets whoever forgot the passphrase sign in by password, on the same device, with the keys that the device had', async () => {
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

    describe('by a clock that is set', () => {
      it('keeps a session that was opened with the clock three years behind when that is corrected', async () => {
        host.clock.now = NOON - 3 * 365 * DAY;
        await signedIn();
        expect(await host.start().storedSession()).not.toBeNull();
        host.clock.now = NOON + DAY;
        expect(await host.start().storedSession()).not.toBeNull();
        host.clock.now = NOON + 31 * DAY;
        expect(await host.start().storedSession()).toBeNull();
      });

      it('ends a session 30 days after it was last renewed, and not before', async () => {
        await signedIn();
        host.clock.now = NOON + 30 * DAY - 1_000;
        expect(await host.start().storedSession()).not.toBeNull();
        host.clock.now = NOON + 30 * DAY + 1_000;
        expect(await host.start().storedSession()).toBeNull();
      });
    });
  });
}
