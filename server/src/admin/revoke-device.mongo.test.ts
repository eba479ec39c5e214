import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { operator } from '../operate/operator.ts';
import { within } from '../testing/eventually.ts';
import { credentials, httpCall, refreshTokenOf, sessionOf } from '../testing/http-call.ts';
import { expectLawsHold } from '../testing/laws.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { TestListener } from '../testing/test-listener.ts';
import { startTestPair } from '../testing/test-pair.ts';
import { setCompanyStatus } from './company-status.ts';

const [api, sibling] = await startTestPair();

async function world() {
  const company = await createTestCompany(api.services);
  const ada = await TestDevice.register(company, company.person('Ada'));
  const login = await httpCall(api, 'auth.login', credentials(company, company.person('Anna')));
  const session = sessionOf(login);
  const refresh = refreshTokenOf(session);
  const push = (commands: unknown[] = []) =>
    httpCall(
      api,
      'sync.push',
      { protocol: 2, deviceId: session.profile.deviceId, commands },
      { token: session.accessToken },
    );
  return { company, admin: ada.on(api).admin, deviceId: session.profile.deviceId, refresh, push };
}

const refusalIn = (text: string) =>
  (JSON.parse(text) as { error?: { data: { refusal?: string } } }).error?.data.refusal;

describe('a device whose access was taken away', () => {
  test('a revoked device cannot push, renew its session or sign in, and learns why', async () => {
    const { company, admin, deviceId, refresh, push } = await world();
    expect((await push()).code).toBeNull();
    await admin.revokeDevice({ deviceId });
    const replies = [
      await push(),
      await httpCall(api, 'auth.refresh', { client: 'desktop', refreshToken: refresh }),
      await httpCall(api, 'auth.login', credentials(company, company.person('Anna'), { deviceId })),
    ];
    for (const reply of replies) {
      expect(reply.code).toBe('UNAUTHORIZED');
      expect(refusalIn(reply.text)).toBe('deviceRevoked');
    }
    await expect(admin.revokeDevice({ deviceId })).rejects.toThrow(/already/);
    // The person is welcome on another device.
    const other = await httpCall(api, 'auth.login', credentials(company, company.person('Anna')));
    expect(other.code).toBeNull();
  });

  test('a device whose access was taken away tells once what it had no answer to, and the admin sees how much of that was never decided', async () => {
    const { company, admin, deviceId, refresh, push } = await world();
    const report = (unanswered: string[]) =>
      httpCall(api, 'auth.reportWipe', { client: 'desktop', refreshToken: refresh, unanswered });
    // The reply to this one is lost on its way: the device does not know that it was decided.
    const device = await TestDevice.register(company, company.person('Anna'));
    const decided = { ...device.submit(), deviceId };
    expect((await push([decided])).code).toBeNull();
    const never = Array.from({ length: 50 }, () => v7());
    // One that still has its access is not believed.
    await report(never.slice(0, 7));
    await admin.revokeDevice({ deviceId });
    await report([decided.id, ...never]);
    await report([]);
    const seen = (await admin.devices()).find(({ id }) => id === deviceId);
    expect(seen).toMatchObject({ unsentAtWipe: 50, person: { name: 'Anna' } });
    expect(seen?.wipedAt).not.toBeNull();
    expect(await company.store.collection('auditLogs').count({ action: 'device.wipe' })).toBe(1);
  });

  test('a revoked device’s stream ends immediately, on whichever server', async () => {
    const { company, admin } = await world();
    const anna = await TestDevice.register(company, company.person('Anna'));
    const listeners = [await TestListener.open(api, anna), await TestListener.open(sibling, anna)];
    await admin.revokeDevice({ deviceId: anna.id });
    for (const { ended } of listeners) expect(await within(4_000, 'the end of the stream', ended)).toBe('complete');
  });

  test('a push at the moment of the revocation is decided completely or not at all', async () => {
    const { company, admin } = await world();
    for (let round = 0; round < 5; round += 1) {
      const anna = await TestDevice.register(company, company.person('Anna'));
      const commands = [anna.submit(), anna.submit(), anna.submit()];
      const [pushed] = await Promise.allSettled([
        anna.push(sibling, commands),
        admin.revokeDevice({ deviceId: anna.id }),
      ]);
      const decided = pushed.status === 'fulfilled' ? pushed.value.outcomes.length : 0;
      expect([0, 3]).toContain(decided);
      expect(await company.store.collection('commands').count({ deviceId: anna.id })).toBe(decided);
    }
    await expectLawsHold(api, company);
  });
});

test('commands of a suspended company are not decided and devices learn why; once it is active again, everything continues', async () => {
  const { company, refresh, push } = await world();
  const anna = await TestDevice.register(company, company.person('Anna'));
  const listener = await TestListener.open(sibling, anna);
  await setCompanyStatus(company.store, 'suspended', { actor: operator(), clock: api.clock });
  expect(await within(4_000, 'the end of the stream', listener.ended)).toBe('complete');
  expect(refusalIn((await push()).text)).toBe('companySuspended');
  const wrong = await httpCall(
    api,
    'auth.login',
    credentials(company, company.person('Anna'), { password: 'not the password' }),
  );
  expect(wrong.text).not.toContain('suspended');
  const right = await httpCall(api, 'auth.login', credentials(company, company.person('Anna')));
  expect(refusalIn(right.text)).toBe('companySuspended');
  // Renewals that failed meanwhile do not end the session.
  const renew = () => httpCall(api, 'auth.refresh', { client: 'desktop', refreshToken: refresh });
  expect(refusalIn((await renew()).text)).toBe('companySuspended');
  await setCompanyStatus(company.store, 'active', { actor: operator(), clock: api.clock });
  expect((await renew()).code).toBeNull();
  expect((await push()).code).toBeNull();
  const entries = await company.store.collection('auditLogs').find({}, { sort: { at: 1, _id: 1 } });
  const actions = entries.map(({ action }) => action);
  expect(actions.filter((action) => action.startsWith('company.'))).toEqual(['company.suspend', 'company.resume']);
});
