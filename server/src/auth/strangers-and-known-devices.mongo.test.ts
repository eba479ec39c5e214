import type * as argon2 from '@node-rs/argon2';
import { v7 } from 'uuid';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { credentials, type HttpAnswer, httpCall } from '../testing/http-call.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';

const verifications = vi.hoisted(() => ({ count: 0 }));
vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof argon2>();
  const verify: typeof real.verify = (...given) => {
    verifications.count += 1;
    return real.verify(...given);
  };
  return { ...real, verify };
});

// Behind a proxy that says where each caller is, as a test may then say too.
const api = await startTestApi({ trustProxy: true });
afterAll(() => api[Symbol.asyncDispose]());
beforeEach(() => {
  verifications.count = 0;
});

/** An attempt from somewhere. */
const attempt = (
  company: TestCompany,
  change: Record<string, unknown> = {},
  { at = '203.0.113.1', cookies = {} }: { at?: string; cookies?: Record<string, string> } = {},
): Promise<HttpAnswer> =>
  httpCall(api, 'auth.login', credentials(company, company.person('Anna'), change), {
    headers: { 'x-forwarded-for': at },
    cookies,
  });

/** A browser in which Anna has signed in: its device id, and the cookies that it keeps beyond the sign-out. */
async function knownBrowser(company: TestCompany, at = '198.51.100.7') {
  const deviceId = v7();
  const answer = await attempt(company, { deviceId, tokenTransport: 'cookie' }, { at });
  expect(answer.code).toBeNull();
  const kept = answer.cookies.filter(({ name }) => name.startsWith('marginiq_device.'));
  expect(kept).toMatchObject([{ httpOnly: true, sameSite: 'Strict', path: '/trpc/auth.login' }]);
  const cookies = Object.fromEntries(kept.map(({ name, value }) => [name, value]));
  return {
    cookies,
    deviceId,
    attempt: (change: Record<string, unknown> = {}) =>
      attempt(company, { deviceId, tokenTransport: 'cookie', ...change }, { at, cookies }),
  };
}

/** As many places as wanted, none of them the same. */
const place = (index: number) => `192.0.${2 + Math.floor(index / 250)}.${1 + (index % 250)}`;

/** Wrong passwords from many places, so many that strangers have to wait. */
async function guessFromEverywhere(company: TestCompany, times = 45): Promise<void> {
  for (let index = 0; index < times; index += 1) await attempt(company, { password: 'wrong' }, { at: place(index) });
}

describe('an account that somebody has and one that nobody has', () => {
  test('an account that somebody has and one that nobody has are answered alike over a long sequence of guesses, and cost the same work', async () => {
    const company = await createTestCompany(api.services);
    const real = (at: string) => attempt(company, { password: 'wrong', email: company.person('Anna').email }, { at });
    const unreal = (at: string) =>
      attempt(company, { password: 'wrong', email: `nobody@${company.slug}.example` }, { at });
    const nowhere = (at: string) => attempt(company, { password: 'wrong', company: 'no-such-company' }, { at });
    const told = async (guess: (at: string) => Promise<HttpAnswer>, at: string) => {
      const before = verifications.count;
      const { status, text, cookies, code } = await guess(at);
      return { status, text, cookies, code, work: verifications.count - before };
    };
    let refused = 0;
    for (let index = 0; index < 60; index += 1) {
      // Some from one place, some from others, and now and then a wait.
      const at = (kind: number) => (index % 3 === 0 ? place(index * 3 + kind) : place(900 + kind));
      const [first, second, third] = [await told(real, at(0)), await told(unreal, at(1)), await told(nowhere, at(2))];
      expect(second, `attempt ${index}`).toEqual(first);
      expect(third, `attempt ${index}`).toEqual(first);
      if (first.code === 'TOO_MANY_REQUESTS') refused += 1;
      if (index % 7 === 6) api.clock.advance({ minutes: 2 });
    }
    expect(refused).toBeGreaterThan(10);
  });

  test('an account that somebody has and one that nobody has have the same headers', async () => {
    const company = await createTestCompany(api.services);
    const headersOf = async (email: string) => {
      const { headers } = await api.server.inject({
        method: 'POST',
        url: '/trpc/auth.login',
        payload: credentials(company, company.person('Anna'), { email, password: 'wrong' }),
      });
      const { date: _date, 'x-request-id': requestId, ...rest } = headers;
      expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
      return rest;
    };
    for (let index = 0; index < 8; index += 1) {
      expect(await headersOf(`nobody@${company.slug}.example`)).toEqual(await headersOf(company.person('Anna').email));
    }
  });
});

describe('somebody who guesses', () => {
  test('somebody who guesses waits alone: others sign in to that account from where they are', async () => {
    const company = await createTestCompany(api.services);
    for (let index = 0; index < 20; index += 1) await attempt(company, { password: 'wrong' }, { at: '203.0.113.66' });
    expect((await attempt(company, {}, { at: '203.0.113.66' })).code).toBe('TOO_MANY_REQUESTS');
    expect((await attempt(company, {}, { at: '203.0.113.67' })).code).toBeNull();
  });

  test('somebody who guesses gets no more guesses by going from account to account', async () => {
    const company = await createTestCompany(api.services);
    const at = '203.0.113.77';
    const codes: (string | null)[] = [];
    for (let index = 0; index < 70; index += 1) {
      codes.push((await attempt(company, { email: `p${index}@x.example`, password: 'wrong' }, { at })).code);
    }
    expect(codes.slice(0, 50)).toEqual(Array(50).fill('UNAUTHORIZED'));
    expect(codes.slice(51)).toEqual(Array(19).fill('TOO_MANY_REQUESTS'));
    expect(verifications.count).toBe(51);
  });

  test('a caller gets no more guesses by inventing addresses in front of the one that the proxy adds', async () => {
    const company = await createTestCompany(api.services);
    const codes: (string | null)[] = [];
    for (let index = 0; index < 8; index += 1) {
      codes.push((await attempt(company, { password: 'wrong' }, { at: `${place(index)}, 203.0.113.99` })).code);
    }
    expect(codes.slice(6)).toEqual(['TOO_MANY_REQUESTS', 'TOO_MANY_REQUESTS']);
  });

  test('somebody who guesses gets no more guesses by the addresses of one IPv6 network', async () => {
    const company = await createTestCompany(api.services);
    const codes: (string | null)[] = [];
    for (let index = 0; index < 8; index += 1) {
      codes.push((await attempt(company, { password: 'wrong' }, { at: `2001:db8:7:7::${index + 1}` })).code);
    }
    expect(codes.slice(6)).toEqual(['TOO_MANY_REQUESTS', 'TOO_MANY_REQUESTS']);
  });

  test('somebody who guesses gets no more guesses by signing in to an account of their own in between', async () => {
    const company = await createTestCompany(api.services);
    const at = '203.0.113.88';
    let looked = 0;
    for (let index = 0; index < 70; index += 1) {
      const own = await attempt(company, { email: company.person('Bert').email }, { at });
      const guess = await attempt(company, { email: `p${index}@y.example`, password: 'wrong' }, { at });
      if (own.code === null && guess.code === 'UNAUTHORIZED') looked += 1;
    }
    expect(looked).toBeLessThanOrEqual(51);
  });

  test('somebody who guesses from everywhere makes strangers wait, and no device that the person has used before', async () => {
    const company = await createTestCompany(api.services);
    const browser = await knownBrowser(company);
    await guessFromEverywhere(company);
    expect((await attempt(company, {}, { at: place(2_000) })).code).toBe('TOO_MANY_REQUESTS');
    expect((await browser.attempt()).code).toBeNull();
  });

  test('somebody who guesses from everywhere does not block a desktop program that the person has signed in on before', async () => {
    const company = await createTestCompany(api.services);
    const deviceId = v7();
    const signIn = (headers: Record<string, string> = {}) =>
      api.server.inject({
        method: 'POST',
        url: '/trpc/auth.login',
        headers: { 'x-forwarded-for': '198.51.100.8', ...headers },
        payload: credentials(company, company.person('Anna'), { deviceId }),
      });
    const proof = String((await signIn()).headers['x-marginiq-device']);
    await guessFromEverywhere(company);
    expect((await signIn()).statusCode).toBe(429);
    expect((await signIn({ 'x-marginiq-device': proof })).statusCode).toBe(200);
    expect((await signIn({ 'x-marginiq-device': `${v7()}.${proof.split('.')[1]}` })).statusCode).toBe(429);
  });

  test('somebody who guesses is not let through by a device id that is no secret, nor by a cookie of somebody else', async () => {
    const company = await createTestCompany(api.services);
    const browser = await knownBrowser(company);
    const other = await createTestCompany(api.services);
    const theirs = await knownBrowser(other);
    await guessFromEverywhere(company);
    const { deviceId } = browser;
    const [proof = ''] = Object.values(theirs.cookies);
    const name = `marginiq_device.${deviceId}`;
    for (const cookies of [{}, { [name]: proof }, { [name]: `${v7()}.forged` }, { [name]: '' }]) {
      expect((await attempt(company, { deviceId }, { at: place(3_000), cookies })).code).toBe('TOO_MANY_REQUESTS');
    }
  });

  test('somebody who guesses on a known device has only that device’s guesses', async () => {
    const company = await createTestCompany(api.services);
    const browser = await knownBrowser(company);
    const codes: (string | null)[] = [];
    for (let index = 0; index < 8; index += 1) codes.push((await browser.attempt({ password: 'wrong' })).code);
    expect(codes).toEqual([...Array(6).fill('UNAUTHORIZED'), 'TOO_MANY_REQUESTS', 'TOO_MANY_REQUESTS']);
    // The others of this person are not kept out by it.
    expect((await attempt(company, {}, { at: '198.51.100.99' })).code).toBeNull();
  });
});

test('right passwords made all at once lock nothing', async () => {
  const company = await createTestCompany(api.services);
  const codes = (await Promise.all(Array.from({ length: 12 }, () => attempt(company)))).map(({ code }) => code);
  expect(codes).toEqual(Array(12).fill(null));
});

test('in a flood of sign-ins the excess is asked to retry, and no more passwords are hashed than the queue holds', async () => {
  const company = await createTestCompany(api.services);
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, index) => attempt(company, { email: `p${index}@z.example` }, { at: place(index) })),
  );
  const busy = answers.filter(({ code }) => code === 'SERVICE_UNAVAILABLE');
  expect(busy.length).toBeGreaterThan(200);
  expect(verifications.count).toBe(300 - busy.length);
  expect(verifications.count).toBeLessThanOrEqual(2 + 32 + 10);
  expect((await attempt(company)).code).toBeNull();
});

test('a flood of sign-ins leaves room for a device that the person has used before', async () => {
  const company = await createTestCompany(api.services);
  const browser = await knownBrowser(company);
  const flood = Array.from({ length: 300 }, (_, index) =>
    attempt(company, { email: `q${index}@z.example` }, { at: place(index) }),
  );
  expect((await browser.attempt()).code).toBeNull();
  expect((await Promise.all(flood)).some(({ code }) => code === 'SERVICE_UNAVAILABLE')).toBe(true);
});

test('what was counted goes away by itself', async () => {
  const company = await createTestCompany(api.services);
  for (let index = 0; index < 6; index += 1) await attempt(company, { password: 'wrong' }, { at: '203.0.113.5' });
  const records = await api.database.raw.collection('signInAttempts').find({}).toArray();
  expect(records.length).toBeGreaterThan(0);
  const latest = Date.parse(api.clock.now()) + 3_600_000;
  for (const { expiresAt } of records) expect((expiresAt as Date).getTime()).toBeLessThanOrEqual(latest);
  const indexes = await api.database.raw.collection('signInAttempts').indexes();
  expect(indexes).toEqual(expect.arrayContaining([expect.objectContaining({ expireAfterSeconds: 0 })]));
});
