import type { Profile } from '@marginiq/contract/session';
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
  /** Whether the host still keeps a key of this person, in whatever form. */
  keepsKeyOf: (profile: Profile) => Promise<boolean>;
}

export const NOON = Date.parse('2026-06-01T12:00:00.000Z');
const DAY = 86_400_000;
const id = (last: number) => `01890a5d-ac96-774b-bcce-b302099a8${String(last).padStart(3, '0')}`;
export const anna = { company: 'nordlicht', email: 'anna@nordlicht.example', password: 'right', deviceId: id(1) };
export const benjamin = { ...anna, email: 'benjamin@nordlicht.example', deviceId: id(2) };

export function profileOf(result: SessionResult): Profile {
  if (!result.ok) throw new Error(`no session: ${result.fault}`);
  return result.session.profile;
}

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
          // A browser lets the renewal finish first, so that its cookie does not replace the new one.
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

    describe('when a sign-in’s reply comes late', () => {
      /** Anna signs in on a slow line. */
      const slowly = async (window: DesktopBridge) => {
        const { promise, resolve: answer } = Promise.withResolvers<void>();
        server.holdSignIn = promise;
        const asked = server.deviceIds.length;
        const late = window.signIn(anna);
        await vi.waitFor(() => expect(server.deviceIds.length).toBe(asked + 1));
        return { late, answer };
      };

      it('a person who signed out meanwhile stays signed out, and the new session is ended on the server too', async () => {
        const { bridge, profile } = await signedIn();
        const { late, answer } = await slowly(bridge);
        const heard: string[] = [];
        bridge.onSessionChange(({ kind }) => heard.push(kind));
        const leaving = host.window().signOut(profile);
        await vi.waitFor(async () => expect(await host.window().storedSession()).toBeNull());
        answer();
        expect(await late).toMatchObject({ ok: false, fault: 'otherSession' });
        await leaving;
        expect(await host.start().storedSession()).toBeNull();
        expect(heard).toEqual(['signedOut']);
        await vi.waitFor(() => expect([...server.tokens.keys()]).toEqual([]));
        expect(await host.keepsKeyOf(profile)).toBe(false);
      });

      it('a late reply leaves a person who signed in meanwhile signed in', async () => {
        const { late, answer } = await slowly(host.start());
        const other = profileOf(await host.window().signIn(benjamin));
        answer();
        expect(await late).toMatchObject({ ok: false, fault: 'otherSession' });
        expect(await host.start().storedSession()).toEqual({ profile: other });
        expect(await host.start().renewSession(other)).toMatchObject({ ok: true });
        await vi.waitFor(() => expect([...server.tokens.keys()]).toEqual([benjamin.deviceId]));
      });

      it('signs nobody in if somebody else signed in and out meanwhile', async () => {
        const { late, answer } = await slowly(host.start());
        const other = profileOf(await host.window().signIn(benjamin));
        const leaving = host.window().signOut(other);
        await vi.waitFor(async () => expect(await host.window().storedSession()).toBeNull());
        answer();
        expect(await late).toMatchObject({ ok: false, fault: 'otherSession' });
        await leaving;
        expect(await host.start().storedSession()).toBeNull();
        await vi.waitFor(() => expect([...server.tokens.keys()]).toEqual([]));
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
