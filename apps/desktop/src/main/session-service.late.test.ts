import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { identityOf } from '../bridge/identity.ts';
import { FakeAuthServer } from '../bridge/testing/fake-auth-server.ts';
import { anna, benjamin, computer, profileOf } from './testing/computer.ts';
import { BEN, contentOf } from './testing/vaults.ts';

const BOAT = 'tie the red boat';

describe('an installation in which several things happen at once', () => {
  let server: FakeAuthServer;
  beforeEach(() => {
    server = new FakeAuthServer();
    vi.stubGlobal('fetch', server.fetch);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('an installation in which several things happen at once asks the server once for two windows that renew at the same time: a token that comes twice looks stolen', async () => {
    const service = computer().start();
    const profile = profileOf(await service.signIn(anna));
    const renewed = await Promise.all([service.renew(profile), service.renew(profile)]);
    expect(renewed).toMatchObject([{ ok: true }, { ok: true }]);
    expect(server.renewals).toBe(1);
    expect(await service.renew(profile)).toMatchObject({ ok: true });
  });

  it('an installation in which several things happen at once lets a renewal of an earlier sign-in change nothing of the same person’s newer one, and none wait for it', async () => {
    const service = computer().start();
    const profile = profileOf(await service.signIn(anna));
    const { promise: line, resolve: answer } = Promise.withResolvers<void>();
    server.holdRenewal = line;
    const late = service.renew(profile);
    await vi.waitFor(() => expect(server.renewals).toBe(1));
    await service.signOut(profile);
    await service.signIn(anna);
    expect(await service.renew(profile)).toMatchObject({ ok: true });
    answer();
    expect(await late).toMatchObject({ ok: false, fault: 'otherSession' });
    expect(await service.renew(profile)).toMatchObject({ ok: true });
  });

  it('nobody is signed in whose sign-out comes while their sign-in is written, here or on the server', async () => {
    const { start, aVault, told } = computer();
    const vault = aVault();
    const service = start(vault);
    const signingIn = service.signIn(anna);
    let { session } = await vault.read();
    for (; session === null; { session } = await vault.read()) await setImmediate();
    const leaving = service.signOut(session.profile);
    expect(await signingIn).toMatchObject({ ok: false, fault: 'otherSession' });
    await leaving;
    expect([await service.stored(), await start().stored(), told]).toEqual([null, null, ['signedOut']]);
    await vi.waitFor(() => expect([...server.tokens]).toEqual([]));
  });

  it('nobody is signed in again who signed out of a locked session during a request', async () => {
    const { start } = computer();
    const profile = profileOf(await start().signIn({ ...anna, passphrase: BOAT }));
    const service = start();
    const { promise: line, resolve: answer } = Promise.withResolvers<void>();
    server.holdSignIn = line;
    const late = service.signIn(anna);
    await vi.waitFor(() => expect(server.deviceIds.length).toBe(2));
    await service.signOut(profile);
    answer();
    expect(await late).toMatchObject({ ok: false, fault: 'otherSession' });
    expect(await service.stored()).toBeNull();
  });

  it('an installation in which several things happen at once keeps a locked session when a window of somebody who was here before signs out', async () => {
    const { start } = computer();
    const before = profileOf(await start().signIn(benjamin));
    const profile = profileOf(await start().signIn({ ...anna, passphrase: BOAT }));
    const service = start();
    await service.signOut(identityOf(before));
    expect(await service.stored()).toEqual({ locked: true, profile });
    expect(await start().unlock(BOAT)).toBe(true);
  });

  it('the next person’s session is kept, whichever step of the previous sign-out comes in between', async () => {
    for (let steps = 0; steps < 12; steps += 1) {
      const { start, aVault } = computer();
      const vault = aVault();
      const service = start(vault);
      const profile = profileOf(await service.signIn(anna));
      const leaving = service.signOut(profile);
      for (let step = 0; step < steps; step += 1) await null;
      await vault.update((content) => ({ ...content, session: contentOf(BEN).session }));
      await leaving;
      expect(await service.stored()).toMatchObject({ profile: { userId: BEN } });
    }
  });
});

describe('keys that another person’s passphrase sealed together with their own', () => {
  const GOAT = 'milk the grey goat';
  let server: FakeAuthServer;
  beforeEach(() => {
    server = new FakeAuthServer();
    vi.stubGlobal('fetch', server.fetch);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it.each([null, GOAT])(
    'keys that another person’s passphrase sealed together with their own still open what their owner left unsent, once that person has signed in with the passphrase (the owner’s: %s)',
    async (passphrase) => {
      const { start } = computer();
      const service = start();
      const profile = profileOf(await service.signIn({ ...benjamin, passphrase }));
      // From now on the first key is on this device alone.
      server.forgetKeys(benjamin.deviceId);
      await service.signIn(benjamin);
      await service.signOut(profile);
      await service.signIn({ ...anna, passphrase: BOAT });
      const restarted = start();
      expect(await restarted.stored()).toMatchObject({ locked: true, profile: { name: 'Anna' } });
      await restarted.signIn({ ...anna, passphrase: BOAT });
      await restarted.signIn({ ...benjamin, passphrase });
      expect((await restarted.localKeys(profile))?.earlier).toHaveLength(1);
    },
  );
});
