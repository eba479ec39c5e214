import { afterAll, describe, expect, test } from 'vitest';
import { credentials, httpCall, refreshTokenOf, sessionOf } from '../testing/http-call.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

async function world() {
  const company = await createTestCompany(api.services);
  const ada = await TestDevice.register(company, company.person('Ada'));
  const session = sessionOf(await httpCall(api, 'auth.login', credentials(company, company.person('Anna'))));
  const { deviceId } = session.profile;
  const isSignedIn = async () => (await ada.on(api).admin.devices()).find(({ id }) => id === deviceId)?.signedIn;
  const renew = async (refreshToken: string) =>
    refreshTokenOf(sessionOf(await httpCall(api, 'auth.refresh', { client: 'desktop', refreshToken })));
  return { token: refreshTokenOf(session), isSignedIn, renew };
}

describe('a device in the list', () => {
  test('a device in the list is signed in from its sign-in over renewals to its sign-out', async () => {
    const { token, isSignedIn, renew } = await world();
    expect(await isSignedIn()).toBe(true);
    // The reply to the first renewal is lost, so the second replaces it.
    await renew(token);
    const renewed = await renew(token);
    expect(await isSignedIn()).toBe(true);
    await httpCall(api, 'auth.logout', { client: 'desktop', refreshToken: renewed });
    expect(await isSignedIn()).toBe(false);
  });

  test('a device in the list is signed out once its session has ended of itself', async () => {
    const { isSignedIn } = await world();
    api.clock.advance({ minutes: 30 * 24 * 60 });
    expect(await isSignedIn()).toBe(false);
  });
});
