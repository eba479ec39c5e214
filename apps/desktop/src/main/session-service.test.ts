import { v7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeAuthServer } from '../bridge/testing/fake-auth-server.ts';
import { anna, benjamin, computer, profileOf } from './testing/computer.ts';

describe('the session of an installation', () => {
  let server: FakeAuthServer;
  beforeEach(() => {
    server = new FakeAuthServer();
    vi.stubGlobal('fetch', server.fetch);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  describe('on a full disk', () => {
    it('a session on a full disk is ended by a sign-out anyway, here and on the server, and does not come back at the next start', async () => {
      const { start, disk, told } = computer();
      const service = start();
      const profile = profileOf(await service.signIn(anna));
      disk.isFull = true;
      await service.signOut(profile);
      disk.isFull = false;
      expect([told, await service.stored(), await start().stored()]).toEqual([['signedIn', 'signedOut'], null, null]);
      expect(server.tokens.size).toBe(0);
    });

    it('a session that cannot be kept does not begin: the sign-in fails, nobody hears of it, and the server keeps no session', async () => {
      const { start, disk, told } = computer();
      disk.isFull = true;
      const service = start();
      expect(await service.signIn(anna)).toMatchObject({ ok: false, fault: 'notKept' });
      expect([told, await service.stored()]).toEqual([[], null]);
      await vi.waitFor(() => expect(server.tokens.size).toBe(0));
    });

    it('the previous person stays signed in when another’s sign-in cannot be kept, under their passphrase', async () => {
      const { start, disk } = computer();
      const service = start();
      const profile = profileOf(await service.signIn(anna));
      await service.setPassphrase(profile, 'tie the red boat');
      disk.isFull = true;
      expect(await service.signIn(benjamin)).toMatchObject({ ok: false, fault: 'notKept' });
      expect(await service.stored()).toEqual({ profile });
      expect(await service.keeping()).toBe('passphrase');
      disk.isFull = false;
      expect(await service.renew(profile)).toMatchObject({ ok: true });
      expect(await start().stored()).toEqual({ locked: true, profile });
    });

    it('a session is renewed and remains known as long as the program runs', async () => {
      const { start, disk } = computer();
      const service = start();
      const profile = profileOf(await service.signIn(anna));
      disk.isFull = true;
      expect(await service.renew(profile)).toMatchObject({ ok: true, session: { accessToken: 'access-2' } });
      expect(await service.stored()).toEqual({ profile });
      expect(await service.renew(profile)).toMatchObject({ ok: true, session: { accessToken: 'access-3' } });
    });

    it.each([undefined, null])(
      'the session begins again for the signed-in person, while the program runs (passphrase: %s)',
      async (passphrase) => {
        const { start, disk, told } = computer();
        const service = start();
        const profile = profileOf(await service.signIn(anna));
        server.tokens.clear();
        disk.isFull = true;
        const again = await service.signIn({ ...anna, ...(passphrase === undefined ? {} : { passphrase }) });
        expect(again).toMatchObject({ ok: true, isHeldOnly: true });
        expect(told).toEqual(['signedIn', 'signedIn']);
        expect(await service.renew(profile)).toMatchObject({ ok: true });
        expect(await service.renew(profile)).toMatchObject({ ok: true });
        disk.isFull = false;
        expect(await start().stored()).toEqual({ profile });
      },
    );

    it('the session is unchanged when the passphrase of a sign-in cannot be written', async () => {
      const { start, disk } = computer();
      const service = start();
      const profile = profileOf(await service.signIn(anna));
      await service.setPassphrase(profile, 'tie the red boat');
      disk.isFull = true;
      for (const passphrase of [null, 'tie the blue boat']) {
        expect(await service.signIn({ ...anna, passphrase })).toMatchObject({ ok: false, fault: 'notKept' });
      }
      expect(await service.stored()).toEqual({ profile });
      expect(await service.keeping()).toBe('passphrase');
      disk.isFull = false;
      expect(await start().unlock('tie the red boat')).toBe(true);
    });

    it('a session on a full disk gets no passphrase that could not be written', async () => {
      const { start, disk } = computer();
      const service = start();
      const profile = profileOf(await service.signIn(anna));
      disk.isFull = true;
      await expect(service.setPassphrase(profile, 'tie the red boat')).rejects.toThrow('ENOSPC');
      expect(await service.keeping()).toBe('system');
      disk.isFull = false;
      expect(await start().stored()).toEqual({ profile });
    });
  });

  it.each([null, 'tie the blue boat'])(
    'the session of an installation is not given another passphrase (%s) while it is locked',
    async (words) => {
      const { start } = computer();
      const service = start();
      const profile = profileOf(await service.signIn(anna));
      await service.setPassphrase(profile, 'tie the red boat');
      const restarted = start();
      expect(await restarted.stored()).toEqual({ locked: true, profile });
      expect(await restarted.setPassphrase(profile, words)).toBe('signInFirst');
      expect(await start().stored()).toEqual({ locked: true, profile });
      expect(await start().unlock('tie the red boat')).toBe(true);
    },
  );

  it('nobody’s keys are removed while a passphrase locks them, so that the caller tries again', async () => {
    const { start } = computer();
    const before = profileOf(await start().signIn(anna));
    const service = start();
    const profile = profileOf(await service.signIn({ ...benjamin, passphrase: 'tie the red boat' }));
    const restarted = start();
    await expect(restarted.forgetKeys(before)).rejects.toThrow('locked');
    await restarted.forgetKeys(profile);
    expect(await restarted.unlock('tie the red boat')).toBe(true);
    await restarted.forgetKeys(before);
    expect(await restarted.localKeys(profile)).not.toBeNull();
  });

  it('the session of an installation gets no passphrase from a window of somebody who was signed in before', async () => {
    const { start } = computer();
    const service = start();
    const before = profileOf(await service.signIn(anna));
    const profile = profileOf(await service.signIn(benjamin));
    expect(await service.setPassphrase(before, 'tie the red boat')).toBe('signInFirst');
    expect(await start().stored()).toEqual({ profile });
  });

  it('the session of an installation notes nothing for a window of somebody who is not signed in any more', async () => {
    const { start } = computer();
    const service = start();
    const before = profileOf(await service.signIn(anna));
    await service.signIn(benjamin);
    await service.noteSealed(before);
    profileOf(await service.signIn(anna));
    expect(await service.localKeys(before)).toMatchObject({ mayHoldClear: true });
  });

  it('the session of an installation does not take over a renewal that the server answered with another person', async () => {
    const { start } = computer();
    const service = start();
    const profile = profileOf(await service.signIn(anna));
    const answerAsAnother: typeof fetch = async (input, init) => {
      const answer = await server.fetch(input, init);
      if (!String(input).includes('auth.refresh')) return answer;
      const text = (await answer.text()).replaceAll(profile.userId, v7());
      return new Response(text, { status: answer.status, headers: answer.headers });
    };
    vi.stubGlobal('fetch', answerAsAnother);
    expect(await service.renew(profile)).toMatchObject({ ok: false, fault: 'otherSession' });
    expect(await start().stored()).toEqual({ profile });
  });

  it('a session ends on the server too when a renewal comes after the sign-out', async () => {
    const { start } = computer();
    const service = start();
    const profile = profileOf(await service.signIn(anna));
    const { promise, resolve: answer } = Promise.withResolvers<void>();
    server.holdRenewal = promise;
    const renewing = service.renew(profile);
    await vi.waitFor(() => expect(server.renewals).toBe(1));
    // The sign-out ends the token that it knows; the renewal has issued another one by then.
    await service.signOut(profile);
    expect(server.tokens.size).toBe(1);
    answer();
    expect(await renewing).toMatchObject({ ok: false, fault: 'otherSession' });
    await vi.waitFor(() => expect(server.tokens.size).toBe(0));
  });
});
