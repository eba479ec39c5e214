import { v7 } from 'uuid';
import { afterAll, describe, expect, test } from 'vitest';
import { credentials, type HttpAnswer, httpCall, refreshTokenOf, sessionOf } from '../testing/http-call.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';

const api = await startTestApi();
const behindProxy = await startTestApi({ database: api.database, clock: api.clock, trustProxy: true });
afterAll(async () => {
  await behindProxy[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
});

const jarOf = ({ cookies }: HttpAnswer) => Object.fromEntries(cookies.map(({ name, value }) => [name, value]));

describe('a session in a browser', () => {
  test('keeps its refresh token in a cookie that no script and no other site can use', async () => {
    const company = await createTestCompany(api.services);
    const answer = await httpCall(
      api,
      'auth.login',
      credentials(company, company.person('Anna'), { tokenTransport: 'cookie' }),
    );
    expect(sessionOf(answer).refreshToken).toBeNull();
    expect(answer.cookies).toHaveLength(1);
    const [cookie] = answer.cookies;
    expect(cookie).toMatchObject({ name: 'marginiq_desktop', httpOnly: true, sameSite: 'Strict', path: '/trpc' });
    expect(cookie?.expires).toBeInstanceOf(Date);
    // Nothing that renews the session stands in the body.
    const secret = cookie?.value.split('.')[1] ?? '';
    expect(secret.length).toBeGreaterThan(40);
    expect(answer.text).not.toContain(secret);
  });

  test('is renewed and ended by that cookie alone', async () => {
    const company = await createTestCompany(api.services);
    const typed = credentials(company, company.person('Anna'), { tokenTransport: 'cookie' });
    const first = jarOf(await httpCall(api, 'auth.login', typed));
    const renewed = await httpCall(api, 'auth.refresh', { client: 'desktop', refreshToken: null }, { cookies: first });
    expect(sessionOf(renewed).profile.userId).toBe(company.person('Anna').id);
    expect(sessionOf(renewed).refreshToken).toBeNull();
    const second = jarOf(renewed);
    expect(second.marginiq_desktop).not.toBe(first.marginiq_desktop);

    const out = await httpCall(api, 'auth.logout', { client: 'desktop', refreshToken: null }, { cookies: second });
    expect(out.cookies).toMatchObject([{ name: 'marginiq_desktop', value: '' }]);
    const after = await httpCall(api, 'auth.refresh', { client: 'desktop', refreshToken: null }, { cookies: second });
    expect(after.code).toBe('UNAUTHORIZED');
  });

  test('marks the cookie Secure behind https, when the proxy is trusted, and only then', async () => {
    const company = await createTestCompany(api.services);
    const typed = () => credentials(company, company.person('Anna'), { tokenTransport: 'cookie' });
    const headers = { 'x-forwarded-proto': 'https' };
    const [trusted] = (await httpCall(behindProxy, 'auth.login', typed(), { headers })).cookies;
    const [untrusted] = (await httpCall(api, 'auth.login', typed(), { headers })).cookies;
    expect(trusted?.secure).toBe(true);
    expect(untrusted?.secure).toBeUndefined();
  });

  test('without a cookie is asked to sign in', async () => {
    const answer = await httpCall(api, 'auth.refresh', { client: 'desktop', refreshToken: null });
    expect(answer.code).toBe('UNAUTHORIZED');
  });
});

test('a session of the desktop program sets no cookie, neither at sign-in nor when renewed', async () => {
  const company = await createTestCompany(api.services);
  const answer = await httpCall(api, 'auth.login', credentials(company, company.person('Anna')));
  expect(answer.cookies).toEqual([]);
  const refreshToken = refreshTokenOf(sessionOf(answer));
  const renewed = await httpCall(api, 'auth.refresh', { client: 'desktop', refreshToken });
  expect(renewed.cookies).toEqual([]);
  expect(refreshTokenOf(sessionOf(renewed))).not.toBe(refreshToken);
});

test('the desktop app and the admin console in one browser are two sessions', async () => {
  const company = await createTestCompany(api.services);
  const typed = (client: string) =>
    credentials(company, company.person('Ada'), { client, tokenTransport: 'cookie', deviceId: v7() });
  const jar = {
    ...jarOf(await httpCall(api, 'auth.login', typed('desktop'))),
    ...jarOf(await httpCall(api, 'auth.login', typed('admin'))),
  };
  expect(Object.keys(jar).sort()).toEqual(['marginiq_admin', 'marginiq_desktop']);
  expect(jar.marginiq_admin).not.toBe(jar.marginiq_desktop);

  // Neither is taken for the other, and ending one leaves the other.
  const swapped = { marginiq_admin: jar.marginiq_desktop ?? '', marginiq_desktop: jar.marginiq_admin ?? '' };
  const refresh = (client: string, cookies: Record<string, string>) =>
    httpCall(api, 'auth.refresh', { client, refreshToken: null }, { cookies });
  expect((await refresh('admin', swapped)).code).toBe('UNAUTHORIZED');
  await httpCall(api, 'auth.logout', { client: 'desktop', refreshToken: null }, { cookies: jar });
  expect((await refresh('desktop', jar)).code).toBe('UNAUTHORIZED');
  expect((await refresh('admin', jar)).code).toBeNull();
});
