import { v7 } from 'uuid';
import { afterAll, describe, expect, test } from 'vitest';
import { credentials, httpCall, refreshTokenOf, sessionOf } from '../testing/http-call.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { localKeysFor } from './local-keys.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

const login = (input: unknown) => httpCall(api, 'auth.login', input);

describe('the key of the local data', () => {
  test('the key comes with every sign-in of one person on one device, the same each time', async () => {
    const company = await createTestCompany(api.services);
    const onDevice = credentials(company, company.person('Anna'), { deviceId: v7() });
    const [first, second] = [sessionOf(await login(onDevice)), sessionOf(await login(onDevice))];
    expect(Buffer.from(first.localKey ?? '', 'base64url')).toHaveLength(32);
    expect(second.localKey).toBe(first.localKey);
  });

  test('the key of the local data is another on each device, and another for each person and company', async () => {
    const [one, other] = [await createTestCompany(api.services), await createTestCompany(api.services)];
    const logins = [
      credentials(one, one.person('Anna')),
      credentials(one, one.person('Anna')),
      credentials(one, one.person('Mona')),
      credentials(other, other.person('Anna')),
    ];
    const keys = await Promise.all(logins.map(async (input) => sessionOf(await login(input)).localKey));
    expect(new Set(keys).size).toBe(logins.length);
    expect(keys).not.toContain(null);
  });

  test('the key of the local data is made once when somebody signs in several times at once', async () => {
    const company = await createTestCompany(api.services);
    const onDevice = credentials(company, company.person('Anna'), { deviceId: v7() });
    const sessions = await Promise.all(Array.from({ length: 5 }, () => login(onDevice)));
    expect(new Set(sessions.map((answer) => sessionOf(answer).localKey)).size).toBe(1);
  });

  test('the key of the local data is made for a device that was known before there were keys', async () => {
    const company = await createTestCompany(api.services);
    const device = await TestDevice.register(company, company.person('Anna'));
    const session = sessionOf(await login(credentials(company, company.person('Anna'), { deviceId: device.id })));
    expect(session.localKey).toHaveLength(43);
  });

  test('the key of the local data survives the commands that the device pushes', async () => {
    const company = await createTestCompany(api.services);
    const device = await TestDevice.register(company, company.person('Anna'));
    const onDevice = credentials(company, company.person('Anna'), { deviceId: device.id });
    const before = sessionOf(await login(onDevice)).localKey;
    await device.push(api, [device.submit(300)]);
    expect(sessionOf(await login(onDevice)).localKey).toBe(before);
  });

  test('the key of the local data is never given to a revoked device, nor for the device of somebody else', async () => {
    const company = await createTestCompany(api.services);
    const ada = await TestDevice.register(company, company.person('Ada'));
    const onDevice = credentials(company, company.person('Anna'), { deviceId: v7() });
    const { profile, localKey } = sessionOf(await login(onDevice));
    const asMona = credentials(company, company.person('Mona'), { deviceId: profile.deviceId });
    const taken = await login(asMona);
    expect(taken.code).toBe('CONFLICT');
    expect(taken.text).not.toContain(localKey);
    await ada.on(api).admin.revokeDevice({ deviceId: profile.deviceId });
    const revoked = await login(onDevice);
    expect(revoked.code).toBe('UNAUTHORIZED');
    expect(revoked.text).not.toContain(localKey);
    // Revoked between the check and this: the same answer.
    for (const newLocalKey of [false, true]) {
      const wanted = { ...profile, newLocalKey };
      const none = { localKey: null, earlierLocalKeys: [] };
      expect(await localKeysFor(company.store, wanted)).toEqual(none);
      expect(await localKeysFor(company.store, { ...wanted, userId: company.person('Mona').id })).toEqual(none);
    }
  });

  test('a device that asks for a new key gets one, together with the earlier ones, of which eight are kept', async () => {
    const company = await createTestCompany(api.services);
    const onDevice = credentials(company, company.person('Anna'), { deviceId: v7() });
    const keys = [sessionOf(await login(onDevice)).localKey];
    for (let n = 1; n <= 9; n += 1) {
      const session = sessionOf(await login({ ...onDevice, newLocalKey: true }));
      expect(session.earlierLocalKeys).toEqual(keys.slice(0, 8));
      keys.unshift(session.localKey);
    }
    expect(new Set(keys).size).toBe(10);
    const later = sessionOf(await login(onDevice));
    expect([later.localKey, later.earlierLocalKeys]).toEqual([keys[0], keys.slice(1, 9)]);
  });

  test('none is lost when several sign-ins ask for another one at once', async () => {
    const company = await createTestCompany(api.services);
    const onDevice = credentials(company, company.person('Anna'), { deviceId: v7() });
    const first = sessionOf(await login(onDevice)).localKey;
    await Promise.all(Array.from({ length: 4 }, () => login({ ...onDevice, newLocalKey: true })));
    const { localKey, earlierLocalKeys } = sessionOf(await login(onDevice));
    expect(new Set([localKey, ...(earlierLocalKeys ?? [])]).size).toBe(5);
    expect(earlierLocalKeys?.at(-1)).toBe(first);
  });

  test('the key of the local data is in no other reply: not in a renewal, the list of devices or the audit log', async () => {
    const company = await createTestCompany(api.services);
    const ada = await TestDevice.register(company, company.person('Ada'));
    const anna = company.person('Anna');
    const { localKey, profile, ...session } = sessionOf(await login(credentials(company, anna)));
    const input = { client: 'desktop', refreshToken: refreshTokenOf({ localKey, profile, ...session }) };
    const renewed = await httpCall(api, 'auth.refresh', input);
    expect(renewed.code).toBeNull();
    const { admin } = ada.on(api);
    const listed = [await admin.devices()];
    await admin.revokeDevice({ deviceId: profile.deviceId });
    const audit = await company.store.collection('auditLogs').find({});
    expect(localKey).toHaveLength(43);
    expect(JSON.stringify([renewed.text, listed, await admin.devices(), audit])).not.toContain(localKey);
  });

  test('no key is made for the admin console, which keeps nothing on the device', async () => {
    const company = await createTestCompany(api.services);
    const session = sessionOf(await login(credentials(company, company.person('Ada'), { client: 'admin' })));
    expect(session.localKey).toBeNull();
  });
});
