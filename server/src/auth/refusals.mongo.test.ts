import { identitySchema } from '@marginiq/contract/session';
import { v7 } from 'uuid';
import { afterAll, describe, expect, test } from 'vitest';
import { callerAs } from '../testing/callers.ts';
import { within } from '../testing/eventually.ts';
import { credentials, httpCall, refreshTokenOf, sessionOf } from '../testing/http-call.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { TestListener } from '../testing/test-listener.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

/** Anna's session on one device, and everything that could become of it. */
async function world() {
  const company = await createTestCompany(api.services);
  const anna = company.person('Anna');
  const admin = (await TestDevice.register(company, company.person('Ada'))).on(api).admin;
  const deviceId = v7();
  const typed = (change: Record<string, unknown> = {}) => credentials(company, anna, { deviceId, ...change });
  const session = sessionOf(await httpCall(api, 'auth.login', typed()));
  const identity = identitySchema.parse(session.profile);
  const token = session.accessToken;
  const renewWith = (refreshToken: string, whose: unknown = identity) =>
    httpCall(api, 'auth.refresh', { client: 'desktop', refreshToken, identity: whose });
  const caller = callerAs(api, { ...identity, client: 'desktop', expiresAt: Date.parse(api.clock.now()) / 1000 + 900 });
  const revoke = () => admin.revokeDevice({ deviceId });
  const setActive = (active: boolean) => admin.changePerson({ personId: anna.id, active, confirmed: true });
  return {
    company,
    anna,
    deviceId,
    identity,
    caller: caller.sync,
    refreshToken: refreshTokenOf(session),
    renewWith,
    push: (accessToken = token) =>
      httpCall(api, 'sync.push', { protocol: 3, deviceId, commands: [], identity }, { token: accessToken }),
    pushAsProtocol2: () => httpCall(api, 'sync.push', { protocol: 2, deviceId, commands: [] }, { token }),
    login: (change?: Record<string, unknown>) => httpCall(api, 'auth.login', typed(change)),
    revoke,
    setActive,
  };
}
type World = Awaited<ReturnType<typeof world>>;

/** How a session can have ended before its device was revoked. */
const ENDINGS: Record<string, (world: World) => Promise<unknown>> = {
  'a token that came twice': async ({ refreshToken, renewWith }) => {
    const second = refreshTokenOf(sessionOf(await renewWith(refreshToken)));
    await renewWith(second);
    expect((await renewWith(refreshToken)).refusal).toBe('ended');
  },
  'a sign-out elsewhere': ({ refreshToken, identity }) =>
    httpCall(api, 'auth.logout', { client: 'desktop', refreshToken, identity }),
  'the end of its time': async ({ refreshToken, company }) => {
    const expired = new Date(Date.parse(api.clock.now()) - 1_000);
    await company.store.collection('refreshTokens').updateMany({}, { $set: { expiresAt: expired } });
    expect(refreshToken).not.toBe('');
  },
};

describe('a device that was revoked after its session had ended', () => {
  test.each(Object.entries(ENDINGS))(
    'after %s the device still learns that it was revoked, and its report is believed',
    async (_, end) => {
      const one = await world();
      await end(one);
      expect((await one.renewWith(one.refreshToken)).refusal).toBe('ended');
      await one.revoke();
      expect((await one.renewWith(one.refreshToken)).refusal).toBe('deviceRevoked');
      const report = { client: 'desktop', refreshToken: one.refreshToken, identity: one.identity, unanswered: [v7()] };
      await httpCall(api, 'auth.reportWipe', report);
      const device = await one.company.store.collection('devices').findById(one.deviceId);
      expect(device).toMatchObject({ unsentAtWipe: 1 });
    },
  );

  test('a caller learns nothing about a token that was never issued, or that is another person’s', async () => {
    const [one, other] = [await world(), await world()];
    await one.revoke();
    expect((await one.renewWith(`${one.identity.companyId}.never-issued`)).refusal).toBe('ended');
    expect((await one.renewWith(one.refreshToken, other.identity)).refusal).toBe('otherSession');
    const asAdmin = { client: 'admin', refreshToken: one.refreshToken, identity: one.identity };
    expect((await httpCall(api, 'auth.refresh', asAdmin)).refusal).toBe('ended');
  });
});

describe('somebody whose account was deactivated', () => {
  test('a deactivated person learns so at every door, and works again once the account is active', async () => {
    const one = await world();
    const device = await TestDevice.register(one.company, one.anna);
    const listener = await TestListener.open(api, device);
    await one.setActive(false);
    expect(await within(4_000, 'the end of the stream', listener.ended)).toBe('complete');
    const { identity, caller } = one;
    await expect(caller.pull({ protocol: 3, cursor: null, identity })).rejects.toMatchObject({
      refusal: 'personInactive',
    });
    await expect(caller.stream({ protocol: 3, identity })).rejects.toMatchObject({ refusal: 'personInactive' });
    expect((await one.push()).refusal).toBe('personInactive');
    expect((await one.renewWith(one.refreshToken)).refusal).toBe('personInactive');
    await httpCall(api, 'auth.logout', { client: 'desktop', refreshToken: one.refreshToken, identity });
    expect((await one.renewWith(one.refreshToken)).refusal).toBe('personInactive');
    expect((await one.login()).refusal).toBe('personInactive');

    await one.setActive(true);
    const { accessToken } = sessionOf(await one.login());
    expect((await one.push(accessToken)).code).toBeNull();
    // The session from before was signed out.
    expect((await one.push()).refusal).toBe('ended');
  });

  test('a deactivation is revealed only with the right password: otherwise nobody learns that there is such an account', async () => {
    const { company, login, setActive } = await world();
    await setActive(false);
    const wrong = await login({ password: 'not the password' });
    expect(wrong.refusal).toBeNull();
    expect(wrong.text).toBe((await login({ email: `nobody@${company.slug}.example` })).text);
  });

  test('somebody whose account was deactivated and whose device was revoked too hears of the device, also at sign-in', async () => {
    const one = await world();
    await one.revoke();
    await one.setActive(false);
    expect((await one.push()).refusal).toBe('deviceRevoked');
    expect((await one.renewWith(one.refreshToken)).refusal).toBe('deviceRevoked');
    expect((await one.login()).refusal).toBe('deviceRevoked');
    expect((await one.login({ deviceId: v7() })).refusal).toBe('personInactive');
  });

  test('somebody whose account was deactivated gets no device registered by a refused sign-in', async () => {
    const one = await world();
    await one.setActive(false);
    const deviceId = v7();
    await one.login({ deviceId });
    expect(await one.company.store.collection('devices').findById(deviceId)).toBeNull();
  });

  test('a program before protocol 3, which knows no such refusal, asks its person to sign in again', async () => {
    const one = await world();
    await one.setActive(false);
    expect(await one.pushAsProtocol2()).toMatchObject({ status: 401, refusal: 'ended' });
    expect((await one.renewWith(one.refreshToken, null)).refusal).toBe('ended');
    expect((await one.login({ protocol: null })).refusal).toBe('ended');
  });
});

test('an ended session also learns that its company is suspended', async () => {
  const one = await world();
  await httpCall(api, 'auth.logout', { client: 'desktop', refreshToken: one.refreshToken, identity: one.identity });
  await one.company.suspend();
  expect((await one.renewWith(one.refreshToken)).refusal).toBe('companySuspended');
});
