import { identitySchema } from '@marginiq/contract/session';
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

const identityOf = (answer: HttpAnswer) => identitySchema.parse(sessionOf(answer).profile);
/** The cookies of sessions that an answer sets, without the one that identifies the device. */
const sessionCookies = ({ cookies }: HttpAnswer) => cookies.filter(({ name }) => !name.startsWith('marginiq_device.'));
const cookieOf = (answer: HttpAnswer) => sessionCookies(answer)[0]?.name ?? '';
const jarOf = (answer: HttpAnswer) =>
  Object.fromEntries(sessionCookies(answer).map(({ name, value }) => [name, value]));

describe('a session in a browser', () => {
  test('a session in a browser keeps its refresh token in a cookie that no script and no other site can use', async () => {
    const company = await createTestCompany(api.services);
    const answer = await httpCall(
      api,
      'auth.login',
      credentials(company, company.person('Anna'), { tokenTransport: 'cookie' }),
    );
    expect(sessionOf(answer).refreshToken).toBeNull();
    expect(sessionCookies(answer)).toHaveLength(1);
    const [cookie] = sessionCookies(answer);
    expect(cookie).toMatchObject({ name: cookieOf(answer), httpOnly: true, sameSite: 'Strict', path: '/trpc' });
    expect(cookie?.expires).toBeInstanceOf(Date);
    // The body contains nothing that renews the session.
    const secret = cookie?.value.split('.')[1] ?? '';
    expect(secret.length).toBeGreaterThan(40);
    expect(answer.text).not.toContain(secret);
  });

  test('a session in a browser is renewed and ended by that cookie alone', async () => {
    const company = await createTestCompany(api.services);
    const typed = credentials(company, company.person('Anna'), { tokenTransport: 'cookie' });
    const login = await httpCall(api, 'auth.login', typed);
    const [first, input] = [jarOf(login), { client: 'desktop', refreshToken: null, identity: identityOf(login) }];
    const renewed = await httpCall(api, 'auth.refresh', input, { cookies: first });
    expect(sessionOf(renewed).profile.userId).toBe(company.person('Anna').id);
    expect(sessionOf(renewed).refreshToken).toBeNull();
    const second = jarOf(renewed);
    expect(Object.keys(second)).toEqual(Object.keys(first));
    expect(second).not.toEqual(first);

    const out = await httpCall(api, 'auth.logout', input, { cookies: second });
    expect(out.cookies).toMatchObject([{ name: cookieOf(login), value: '' }]);
    const after = await httpCall(api, 'auth.refresh', input, { cookies: second });
    expect(after.code).toBe('UNAUTHORIZED');
  });

  test('ends, and its cookie is cleared, when its device asks for another key and keeps the token itself', async () => {
    const company = await createTestCompany(api.services);
    const typed = credentials(company, company.person('Anna'), { tokenTransport: 'cookie' });
    const elsewhere = await httpCall(api, 'auth.login', { ...typed, deviceId: v7() });
    const before = await httpCall(api, 'auth.login', typed);
    const sealed = { ...typed, tokenTransport: 'body', newLocalKey: true };
    const after = await httpCall(api, 'auth.login', sealed, { cookies: jarOf(before) });
    expect(sessionCookies(after)).toMatchObject([{ name: cookieOf(before), value: '' }]);
    expect(after.cookies).toMatchObject([{ value: '' }, { name: `marginiq_device.${typed.deviceId}`, value: '' }]);
    const renew = async (answer: HttpAnswer, refreshToken: string | null = null) => {
      const input = { client: 'desktop', refreshToken, identity: identityOf(answer) };
      return (await httpCall(api, 'auth.refresh', input, { cookies: jarOf(answer) })).code;
    };
    expect(await renew(before)).toBe('UNAUTHORIZED');
    expect(await renew(after, refreshTokenOf(sessionOf(after)))).toBeNull();
    expect(await renew(elsewhere)).toBeNull();
  });

  test('a session in a browser marks the cookie Secure behind https, when the proxy is trusted, and only then', async () => {
    const company = await createTestCompany(api.services);
    const typed = () => credentials(company, company.person('Anna'), { tokenTransport: 'cookie' });
    const headers = { 'x-forwarded-proto': 'https' };
    const [trusted] = (await httpCall(behindProxy, 'auth.login', typed(), { headers })).cookies;
    const [untrusted] = (await httpCall(api, 'auth.login', typed(), { headers })).cookies;
    expect(trusted?.secure).toBe(true);
    expect(untrusted?.secure).toBeUndefined();
  });

  test('a call without a cookie is asked to sign in', async () => {
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
  const desktop = await httpCall(api, 'auth.login', typed('desktop'));
  const admin = await httpCall(api, 'auth.login', typed('admin'));
  const jar = { ...jarOf(desktop), ...jarOf(admin) };
  expect(Object.keys(jar)).toEqual([cookieOf(desktop), cookieOf(admin)]);

  // Neither is mistaken for the other, and ending one leaves the other.
  const swapped = {
    [cookieOf(desktop).replace('desktop', 'admin')]: jar[cookieOf(desktop)] ?? '',
    [cookieOf(admin).replace('admin', 'desktop')]: jar[cookieOf(admin)] ?? '',
  };
  const refresh = (client: string, session: HttpAnswer, cookies: Record<string, string>) =>
    httpCall(api, 'auth.refresh', { client, refreshToken: null, identity: identityOf(session) }, { cookies });
  expect((await refresh('admin', desktop, swapped)).code).toBe('UNAUTHORIZED');
  const out = { client: 'desktop', refreshToken: null, identity: identityOf(desktop) };
  await httpCall(api, 'auth.logout', out, { cookies: jar });
  expect((await refresh('desktop', desktop, jar)).code).toBe('UNAUTHORIZED');
  expect((await refresh('admin', admin, jar)).code).toBeNull();
});

describe('two people in one browser', () => {
  async function twoPeople() {
    const [ours, theirs] = [await createTestCompany(api.services), await createTestCompany(api.services)];
    const typed = { tokenTransport: 'cookie' };
    const anna = await httpCall(api, 'auth.login', credentials(ours, ours.person('Anna'), typed));
    const otto = await httpCall(api, 'auth.login', credentials(theirs, theirs.person('Anna'), typed));
    return { anna, otto, jar: { ...jarOf(anna), ...jarOf(otto) } };
  }
  const call = (path: string, session: HttpAnswer, cookies: Record<string, string>) =>
    httpCall(api, path, { client: 'desktop', refreshToken: null, identity: identityOf(session) }, { cookies });

  test('two people in one browser never overwrite each other’s session: each renews as themselves', async () => {
    const { anna, otto, jar } = await twoPeople();
    for (const session of [anna, otto, anna]) {
      const renewed = await call('auth.refresh', session, jar);
      expect(sessionOf(renewed).profile).toEqual(sessionOf(session).profile);
      Object.assign(jar, jarOf(renewed));
    }
  });

  test('sign out only themselves', async () => {
    const { anna, otto, jar } = await twoPeople();
    await call('auth.logout', anna, jar);
    expect((await call('auth.refresh', anna, jar)).refusal).toBe('ended');
    expect((await call('auth.refresh', otto, jar)).code).toBeNull();
  });

  test('get no session of the other, whichever cookie or token is offered', async () => {
    const { anna, otto, jar } = await twoPeople();
    const [annas, ottos] = [cookieOf(anna), cookieOf(otto)];
    const swapped = { [annas]: jar[ottos] ?? '', [ottos]: jar[annas] ?? '', marginiq_desktop: jar[ottos] ?? '' };
    expect((await call('auth.refresh', anna, swapped)).refusal).toBe('ended');
    const input = { client: 'desktop', refreshToken: jar[ottos], identity: identityOf(anna) };
    expect((await httpCall(api, 'auth.refresh', input)).refusal).toBe('otherSession');
    await httpCall(api, 'auth.logout', input);
    // None of this has touched the session that was offered.
    expect((await call('auth.refresh', otto, jar)).code).toBeNull();
  });
});

describe('a program before protocol 3, which names nobody', () => {
  const input = { client: 'desktop', refreshToken: null };
  async function signedInBefore3() {
    const company = await createTestCompany(api.services);
    const typed = { tokenTransport: 'cookie', protocol: null };
    const login = await httpCall(api, 'auth.login', credentials(company, company.person('Anna'), typed));
    return { login, anna: company.person('Anna'), jar: jarOf(login) };
  }

  test('a program before protocol 3, which names nobody renews again and again what it signed in, by the one cookie that it shares with everybody', async () => {
    const { login, anna, jar } = await signedInBefore3();
    expect(sessionCookies(login)).toMatchObject([{ name: 'marginiq_desktop', httpOnly: true, sameSite: 'Strict' }]);
    for (let renewal = 0; renewal < 3; renewal += 1) {
      const renewed = await httpCall(api, 'auth.refresh', input, { cookies: jar });
      expect(sessionOf(renewed).profile.userId).toBe(anna.id);
      Object.assign(jar, jarOf(renewed));
      expect(Object.keys(jar)).toEqual(['marginiq_desktop']);
    }
    const out = await httpCall(api, 'auth.logout', input, { cookies: jar });
    expect(out.cookies).toMatchObject([{ name: 'marginiq_desktop', value: '' }]);
    expect((await httpCall(api, 'auth.refresh', input, { cookies: jar })).refusal).toBe('ended');
  });

  test('a program before protocol 3, which names nobody hands its session over to its successor, which gives it a cookie of its own', async () => {
    const { login, jar } = await signedInBefore3();
    const identity = identityOf(login);
    const moved = await httpCall(api, 'auth.refresh', { ...input, identity }, { cookies: jar });
    expect(moved.code).toBeNull();
    expect(jarOf(moved)).toMatchObject({
      marginiq_desktop: '',
      [`marginiq_desktop.${identity.deviceId}`]: expect.stringMatching(/^.+\..+$/),
    });
    const own = { ...jar, ...jarOf(moved) };
    expect((await httpCall(api, 'auth.refresh', { ...input, identity }, { cookies: own })).code).toBeNull();
  });

  test('a program before protocol 3, which names nobody does not take the session of somebody who signed in with a newer program', async () => {
    const { jar } = await signedInBefore3();
    const company = await createTestCompany(api.services);
    const newer = credentials(company, company.person('Bert'), { tokenTransport: 'cookie' });
    const bert = await httpCall(api, 'auth.login', newer);
    expect(Object.keys(jarOf(bert))).toEqual([`marginiq_desktop.${identityOf(bert).deviceId}`]);
    const renewed = await httpCall(api, 'auth.refresh', input, { cookies: { ...jar, ...jarOf(bert) } });
    expect(sessionOf(renewed).profile.name).toBe('Anna');
  });
});
