import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { httpClient } from '../testing/callers.ts';
import { within } from '../testing/eventually.ts';
import { credentials, httpCall, refreshTokenOf, sessionOf } from '../testing/http-call.ts';
import type { TestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { TestListener } from '../testing/test-listener.ts';
import { startTestPair } from '../testing/test-pair.ts';

const apis = await startTestPair();
const [api] = apis;

async function signIn(company: TestCompany, change: Record<string, unknown> = {}) {
  const typed = credentials(company, company.person('Anna'), change);
  const session = sessionOf(await httpCall(api, 'auth.login', typed));
  return { typed, token: session.accessToken, refreshToken: refreshTokenOf(session), deviceId: typed.deviceId };
}

/** What becomes of a call with this token on a server: nothing wrong, or why it is refused. */
async function refusals(server: TestApi, { token, deviceId }: { token: string; deviceId: string }) {
  const { sync } = httpClient(server.url, token);
  const why = (error: { data?: { refusal?: string } }) => error.data?.refusal ?? 'another error';
  const pulled = sync.pull.query({ protocol: PROTOCOL_VERSION, cursor: null }).then(() => null, why);
  const pushed = sync.push.mutate({ protocol: PROTOCOL_VERSION, deviceId, commands: [] }).then(() => null, why);
  return Promise.all([pulled, pushed]);
}

async function openEverywhere(token: string): Promise<TestListener[]> {
  const listeners = apis.map((server) => TestListener.withToken(server, token));
  for (const listener of listeners) await within(5_000, 'the first item', firstItem(listener));
  return listeners;
}

async function firstItem(listener: TestListener): Promise<void> {
  while (listener.items.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Ways in which a session ends while its access token would still be good. */
const ENDS = {
  'signing out': ({ refreshToken }) => httpCall(api, 'auth.logout', { client: 'desktop', refreshToken }),
  'a refresh token that two hold': async ({ refreshToken }) => {
    const input = { client: 'desktop', refreshToken };
    const second = refreshTokenOf(sessionOf(await httpCall(api, 'auth.refresh', input)));
    await httpCall(api, 'auth.refresh', { client: 'desktop', refreshToken: second });
    expect((await httpCall(api, 'auth.refresh', input)).code).toBe('UNAUTHORIZED');
  },
  'a sign-in on the same device whose disk may have been read': ({ typed }) =>
    httpCall(api, 'auth.login', { ...typed, newLocalKey: true }),
} satisfies Record<string, (session: Awaited<ReturnType<typeof signIn>>) => Promise<unknown>>;

describe('the end of a session', () => {
  test.each(Object.entries(ENDS))(
    '%s ends the session’s access token and streams immediately, on every server',
    async (_, end) => {
      const company = await createTestCompany(api.services);
      const [session, elsewhere] = [await signIn(company), await signIn(company)];
      const listeners = await openEverywhere(session.token);
      const others = await openEverywhere(elsewhere.token);
      for (const server of apis) expect(await refusals(server, session)).toEqual([null, null]);

      await end(session);
      await within(2_000, 'the end of its streams', Promise.all(listeners.map(({ ended }) => ended)));
      for (const server of apis) expect(await refusals(server, session)).toEqual(['ended', 'ended']);
      const again = TestListener.withToken(api, session.token);
      expect(await within(2_000, 'the refusal', again.ended)).toBe('UNAUTHORIZED');

      // Another session of the same person has nothing to do with it.
      for (const server of apis) expect(await refusals(server, elsewhere)).toEqual([null, null]);
      await company.changePerson(company.person('Bert'), { name: 'Bert B.' });
      const seq = await company.seq();
      for (const listener of others) await listener.reaches(seq);
      for (const listener of others) listener.close();
    },
  );

  test('the end of a session is forgotten when its last access token has long run out', async () => {
    const company = await createTestCompany(api.services);
    const { refreshToken } = await signIn(company);
    await httpCall(api, 'auth.logout', { client: 'desktop', refreshToken });
    const [ended, ...more] = await company.store.collection('endedSessions').find({});
    expect(more).toEqual([]);
    expect(ended?.expiresAt.getTime()).toBe(Date.parse(api.clock.now()) + 30 * 60_000);
  });

  test('the end of a session does not hide that the device was revoked: it has to be wiped', async () => {
    const company = await createTestCompany(api.services);
    const session = await signIn(company);
    await httpCall(api, 'auth.logout', { client: 'desktop', refreshToken: session.refreshToken });
    const revokedAt = api.clock.now();
    await company.store.collection('devices').updateOne({ _id: session.deviceId }, { $set: { revokedAt } });
    expect(await refusals(api, session)).toEqual(['deviceRevoked', 'deviceRevoked']);
  });
});

describe('one device', () => {
  test('a device has at most eight streams: one more ends the oldest', async () => {
    const company = await createTestCompany(api.services);
    const { token } = await signIn(company);
    const other = await signIn(company);
    const bystander = TestListener.withToken(api, other.token);
    const listeners: TestListener[] = [];
    for (let index = 0; index < 11; index += 1) {
      const listener = TestListener.withToken(api, token);
      await within(5_000, 'the first item', firstItem(listener));
      listeners.push(listener);
    }
    await within(2_000, 'the end of the oldest', Promise.all(listeners.slice(0, 3).map(({ ended }) => ended)));
    await company.changePerson(company.person('Bert'), { name: 'Bert B.' });
    const seq = await company.seq();
    for (const listener of [...listeners.slice(3), bystander]) await listener.reaches(seq);
    for (const listener of [...listeners, bystander]) listener.close();
  });
});

describe('one person', () => {
  /** Devices as many sign-ins would have left them. */
  async function addDevices(company: TestCompany, count: number, rest: object = {}): Promise<string[]> {
    const own = { companyId: company.id, userId: company.person('Anna').id, name: 'one of many', lastSeq: 0 };
    const ids = Array.from({ length: count }, () => v7());
    const lastSeenAt = api.clock.now();
    const made = ids.map((_id) => ({ _id, ...own, lastSeenAt, localKey: 'a key', ...rest }));
    await company.store.collection('devices').insertMany(made);
    return ids;
  }
  const attempt = async (company: TestCompany, change: Record<string, unknown> = {}) =>
    (await httpCall(api, 'auth.login', credentials(company, company.person('Anna'), change))).code;

  test('a person has at most a hundred devices, and keeps working with those', async () => {
    const company = await createTestCompany(api.services);
    const [known] = await addDevices(company, 100);
    expect(await attempt(company)).toBe('UNPROCESSABLE_CONTENT');
    expect(await attempt(company, { deviceId: known })).toBeNull();
    await company.store.collection('devices').updateOne({ _id: known ?? '' }, { $set: { revokedAt: api.clock.now() } });
    expect(await attempt(company)).toBeNull();
  });

  test('one person makes room by a device that has sent nothing and was not seen for half a year', async () => {
    const company = await createTestCompany(api.services);
    const long = new Date(Date.parse(api.clock.now()) - 181 * 86_400_000).toISOString();
    const [unused] = await addDevices(company, 1, { lastSeenAt: long });
    const [used] = await addDevices(company, 1, { lastSeenAt: long, lastSeq: 4 });
    await addDevices(company, 98);
    expect(await attempt(company)).toBeNull();
    const left = await company.store.collection('devices').findByIds([unused ?? '', used ?? '']);
    expect([...left.keys()]).toEqual([used]);
    expect(await attempt(company)).toBe('UNPROCESSABLE_CONTENT');
  });

  test('one person makes room by a console that was closed a month ago, and by none that may still be open', async () => {
    const company = await createTestCompany(api.services);
    const month = new Date(Date.parse(api.clock.now()) - 32 * 86_400_000).toISOString();
    await addDevices(company, 99);
    const [console] = await addDevices(company, 1, { lastSeenAt: month, localKey: null });
    const open = { companyId: company.id, userId: company.person('Anna').id, deviceId: console ?? '', familyId: v7() };
    const expiresAt = new Date(Date.parse(api.clock.now()) + 86_400_000);
    const rest = { client: 'admin' as const, createdAt: month, usedAt: null, successorId: null, revokedAt: null };
    await company.store.collection('refreshTokens').insertMany([{ _id: v7(), ...open, expiresAt, ...rest }]);
    expect(await attempt(company)).toBe('UNPROCESSABLE_CONTENT');
    await company.store
      .collection('refreshTokens')
      .updateMany({ deviceId: console ?? '' }, { $set: { usedAt: month } });
    expect(await attempt(company)).toBeNull();
  });
});
