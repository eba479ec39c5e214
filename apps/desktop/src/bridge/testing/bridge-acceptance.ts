import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DesktopBridge } from '../bridge.ts';
import { FakeAuthServer } from './fake-auth-server.ts';

/** A host that can be started again on what it left behind. */
export interface HostUnderTest {
  start: () => DesktopBridge;
  /** Everything the host keeps that its page could read. */
  readableByPage: () => string;
}

const anna = { company: 'Nordlicht ', email: 'anna@nordlicht.example', password: 'right' };
export const NOON = new Date('2026-06-01T12:00:00.000Z');

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
      expect(await bridge.signIn(anna)).toMatchObject({
        ok: false,
        fault: 'locked',
        message: expect.stringContaining('noon'),
      });
      server.locked = false;
      server.failing = true;
      expect(await bridge.signIn(anna)).toMatchObject({ ok: false, fault: 'failed' });
      server.online = false;
      expect(await bridge.signIn(anna)).toMatchObject({ ok: false, fault: 'offline' });
      expect(await bridge.storedSession()).toBeNull();
    });

    it('renews the session again and again, also after a restart', async () => {
      await host.start().signIn(anna);
      expect(await host.start().renewSession()).toMatchObject({ ok: true, session: { accessToken: 'access-2' } });
      expect(await host.start().renewSession()).toMatchObject({ ok: true, session: { accessToken: 'access-3' } });
    });

    it('calls a session ended only when the server says so, and knows the person still', async () => {
      await host.start().signIn(anna);
      server.online = false;
      expect(await host.start().renewSession()).toMatchObject({ ok: false, fault: 'offline' });
      server.online = true;
      server.refreshToken = null;
      expect(await host.start().renewSession()).toMatchObject({ ok: false, fault: 'ended' });
      expect(await host.start().storedSession()).not.toBeNull();
    });

    it('never hands the refresh token to the page', async () => {
      const bridge = host.start();
      const results = [await bridge.signIn(anna), await bridge.renewSession(), await bridge.storedSession()];
      expect(JSON.stringify(results)).not.toContain('refresh-secret');
      expect(host.readableByPage()).not.toContain('refresh-secret');
    });

    it('has one device id for each person, however often that one signs in', async () => {
      await host.start().signIn(anna);
      await host.start().signOut();
      await host.start().signIn({ ...anna, company: 'nordlicht', email: 'Anna@Nordlicht.example' });
      await host.start().signIn({ ...anna, email: 'ben@nordlicht.example' });
      const [first, again, other] = server.deviceIds;
      expect(again).toBe(first);
      expect(other).not.toBe(first);
    });

    it('signs out here and at the server, and here alone without network', async () => {
      await host.start().signIn(anna);
      await host.start().signOut();
      expect(server.refreshToken).toBeNull();
      expect(await host.start().storedSession()).toBeNull();
      await host.start().signIn(anna);
      server.online = false;
      await host.start().signOut();
      expect(await host.start().storedSession()).toBeNull();
    });
  });
}
