import { afterAll, describe, expect, test } from 'vitest';
import { credentials, httpCall } from '../testing/http-call.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

/** Signs Anna in, and tells how that ended. */
async function attempt(company: TestCompany, password?: string): Promise<string | null> {
  const change = password === undefined ? {} : { password };
  return (await httpCall(api, 'auth.login', credentials(company, company.person('Anna'), change))).code;
}

async function guess(company: TestCompany, times: number): Promise<(string | null)[]> {
  const codes: (string | null)[] = [];
  for (let time = 0; time < times; time += 1) codes.push(await attempt(company, `guess ${time}`));
  return codes;
}

describe('guessing a password', () => {
  test('guessing a password locks the account for a while from the sixth wrong one on, even for the right one', async () => {
    const company = await createTestCompany(api.services);
    expect(await guess(company, 5)).toEqual(Array(5).fill('UNAUTHORIZED'));
    expect(await attempt(company, 'the sixth')).toBe('UNAUTHORIZED');
    expect(await attempt(company)).toBe('TOO_MANY_REQUESTS');

    api.clock.advance({ seconds: 59 });
    expect(await attempt(company)).toBe('TOO_MANY_REQUESTS');
    api.clock.advance({ seconds: 2 });
    expect(await attempt(company)).toBeNull();
  });

  test('guessing a password makes every further wait longer, up to a quarter of an hour', async () => {
    const company = await createTestCompany(api.services);
    await guess(company, 6);
    for (const minutes of [1, 2, 4, 8, 15, 15]) {
      api.clock.advance({ minutes, seconds: -1 });
      expect(await attempt(company), `${minutes} min less a second`).toBe('TOO_MANY_REQUESTS');
      api.clock.advance({ seconds: 2 });
      expect(await attempt(company, 'wrong again'), `${minutes} min and a second`).toBe('UNAUTHORIZED');
    }
  });

  test('guessing a password locks for no longer than that, if the clock of the server that locked was far ahead', async () => {
    const company = await createTestCompany(api.services);
    api.clock.advance({ minutes: 24 * 60 });
    await guess(company, 6);
    api.clock.advance({ minutes: -24 * 60 });
    expect(await attempt(company, 'wrong again')).toBe('UNAUTHORIZED');
    // Attempts already counted stay counted, and lock according to the current clock.
    expect(await attempt(company)).toBe('TOO_MANY_REQUESTS');
    api.clock.advance({ minutes: 15, seconds: 1 });
    expect(await attempt(company)).toBeNull();
  });

  test('guessing a password is forgotten after a right one', async () => {
    const company = await createTestCompany(api.services);
    await guess(company, 5);
    expect(await attempt(company)).toBeNull();
    await guess(company, 5);
    expect(await attempt(company)).toBeNull();
  });

  test('guessing a password gets no more guesses through by making them all at once', async () => {
    const company = await createTestCompany(api.services);
    const codes = await Promise.all(Array.from({ length: 24 }, (_, index) => attempt(company, `guess ${index}`)));
    expect(codes.filter((code) => code === 'UNAUTHORIZED')).toHaveLength(6);
    expect(codes.filter((code) => code === 'TOO_MANY_REQUESTS')).toHaveLength(18);
    expect(await attempt(company)).toBe('TOO_MANY_REQUESTS');
  });

  test('guessing a password tells until when to wait, and nothing else', async () => {
    const company = await createTestCompany(api.services);
    await guess(company, 6);
    const answer = await httpCall(api, 'auth.login', credentials(company, company.person('Anna')));
    const until = new Date(Date.parse(api.clock.now()) + 60_000).toISOString();
    expect(answer.status).toBe(429);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { data: { until, waitSeconds: 60 } } });
    // The words are for a log: people read the catalogue's, with a time by their own clock.
    expect(answer.message).toBe('Too many wrong passwords.');
  });
});
