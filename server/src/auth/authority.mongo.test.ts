import { afterAll, describe, expect, test } from 'vitest';
import { tokenFor } from '../testing/callers.ts';
import { httpCall } from '../testing/http-call.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

/** A device and a way to push nothing with a token, which only asks whether it is let in. */
async function anna() {
  const company = await createTestCompany(api.services);
  const device = await TestDevice.register(company, company.person('Anna'));
  const knock = async (token: string) =>
    (await httpCall(api, 'sync.push', { protocol: 1, deviceId: device.id, commands: [] }, { token })).code;
  return { company, device, knock, token: await tokenFor(api, device.claims(api.clock)) };
}

describe('an access token', () => {
  test('an access token lets in for a quarter of an hour, and not a second longer', async () => {
    const { knock, token } = await anna();
    api.clock.advance({ minutes: 14, seconds: 58 });
    expect(await knock(token)).toBeNull();
    api.clock.advance({ seconds: 2 });
    expect(await knock(token)).toBe('UNAUTHORIZED');
  });

  test('an access token is nothing without its person and company', async () => {
    const { company, device, knock } = await anna();
    const other = await createTestCompany(api.services);
    const claims = device.claims(api.clock);
    expect(await knock(await tokenFor(api, { ...claims, companyId: other.id }))).toBe('UNAUTHORIZED');
    expect(await knock(await tokenFor(api, { ...claims, userId: other.person('Anna').id }))).toBe('UNAUTHORIZED');
    expect(await knock(await tokenFor(api, { ...claims, userId: company.id }))).toBe('UNAUTHORIZED');
  });

  test('an access token pushes only for devices of the same person', async () => {
    const { company, device, token } = await anna();
    const other = await TestDevice.register(company, company.person('Bert'));
    const push = (deviceId: string, commands: unknown[]) =>
      httpCall(api, 'sync.push', { protocol: 3, deviceId, commands }, { token });
    expect(await push(other.id, [])).toMatchObject({ code: 'UNAUTHORIZED', refusal: 'otherSession' });
    expect(await push(other.id, [other.submit()])).toMatchObject({ code: 'UNAUTHORIZED', refusal: 'otherSession' });
    expect((await push(device.id, [other.submit()])).code).toBe('FORBIDDEN');
    expect(await company.store.collection('commands').count()).toBe(0);
  });
});

describe('authority', () => {
  test('authority is lost at once by somebody who is made inactive', async () => {
    const { company, knock, token } = await anna();
    expect(await knock(token)).toBeNull();
    await company.changePerson(company.person('Anna'), { active: false });
    expect(await knock(token)).toBe('UNAUTHORIZED');
  });

  test('authority is lost at once by everybody of a suspended company', async () => {
    const { company, knock, token } = await anna();
    expect(await knock(token)).toBeNull();
    await company.suspend();
    expect(await knock(token)).toBe('UNAUTHORIZED');
  });

  test('a call is judged by the current authority, whatever the token was issued for', async () => {
    const company = await createTestCompany(api.services);
    const [ada, mona] = [company.person('Ada'), company.person('Mona')];
    const asAda = (await TestDevice.register(company, ada)).on(api);
    const asMona = (await TestDevice.register(company, mona)).on(api);
    await expect(asMona.admin.overview()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await company.changePerson(mona, { role: 'admin' });
    await company.changePerson(ada, { role: 'manager' });
    expect(await asMona.admin.overview()).toMatchObject({ people: 7, customers: 12, blockedCustomers: 4, products: 6 });
    await expect(asAda.admin.overview()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
