import { afterAll, describe, expect, test } from 'vitest';
import { credentials, type HttpAnswer, httpCall, refreshTokenOf, sessionOf } from '../testing/http-call.ts';
import { startSibling, startTestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';

const api = await startTestApi();
const sibling = await startSibling(api);
afterAll(async () => {
  await sibling[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
});

async function signedIn(company: TestCompany): Promise<string> {
  return refreshTokenOf(sessionOf(await httpCall(api, 'auth.login', credentials(company, company.person('Anna')))));
}

const refresh = (refreshToken: string, on = api) => httpCall(on, 'auth.refresh', { client: 'desktop', refreshToken });
const tokenOf = (answer: HttpAnswer) => refreshTokenOf(sessionOf(answer));

describe('renewing a session', () => {
  test('each renewal gives a new token, any number of times in a row', async () => {
    const company = await createTestCompany(api.services);
    let token = await signedIn(company);
    const seen = new Set([token]);
    for (let day = 0; day < 5; day += 1) {
      api.clock.advance({ minutes: 24 * 60 });
      const session = sessionOf(await refresh(token));
      expect(session.profile).toMatchObject({ companyId: company.id, userId: company.person('Anna').id });
      token = refreshTokenOf(session);
      expect(seen.has(token)).toBe(false);
      seen.add(token);
    }
  });

  test('renewing a session ends with every token of it when its device asks for another key, also one whose reply was lost', async () => {
    const company = await createTestCompany(api.services);
    const input = credentials(company, company.person('Anna'));
    const first = refreshTokenOf(sessionOf(await httpCall(api, 'auth.login', input)));
    const lost = tokenOf(await refresh(first));
    const again = refreshTokenOf(sessionOf(await httpCall(api, 'auth.login', { ...input, newLocalKey: true })));
    for (const ended of [first, lost]) expect((await refresh(ended)).status).toBe(401);
    expect((await refresh(again)).status).toBe(200);
  });

  test('renewing a session works again when its reply was lost, and what was lost is void', async () => {
    const company = await createTestCompany(api.services);
    const first = await signedIn(company);
    const lost = tokenOf(await refresh(first));
    const second = tokenOf(await refresh(first));
    expect(second).not.toBe(lost);
    // The reply is lost twice in a row.
    const third = tokenOf(await refresh(first));
    expect(tokenOf(await refresh(third))).not.toBe(third);
  });

  test('a renewal whose reply was lost and found by somebody else ends the session', async () => {
    const company = await createTestCompany(api.services);
    const first = await signedIn(company);
    const lost = tokenOf(await refresh(first));
    const second = tokenOf(await refresh(first));
    expect((await refresh(lost)).code).toBe('UNAUTHORIZED');
    expect((await refresh(second)).code).toBe('UNAUTHORIZED');
  });

  test('a token whose successor was used ends the whole family, and no other', async () => {
    const company = await createTestCompany(api.services);
    const [first, elsewhere] = [await signedIn(company), await signedIn(company)];
    const second = tokenOf(await refresh(first));
    const third = tokenOf(await refresh(second));
    expect((await refresh(first)).code).toBe('UNAUTHORIZED');
    expect((await refresh(third)).code).toBe('UNAUTHORIZED');
    expect((await refresh(second)).code).toBe('UNAUTHORIZED');
    expect((await refresh(elsewhere)).code).toBeNull();
  });

  test('two simultaneous renewals on two servers leave at most one token alive', async () => {
    const company = await createTestCompany(api.services);
    for (let round = 0; round < 4; round += 1) {
      const first = await signedIn(company);
      const answers = await Promise.all([refresh(first), refresh(first, sibling), refresh(first)]);
      const issued = answers.filter(({ code }) => code === null).map(tokenOf);
      const alive = await company.store.collection('refreshTokens').count({ usedAt: null, revokedAt: null });
      expect(alive, `round ${round}`).toBeLessThanOrEqual(1);
      expect(issued.length, `round ${round}`).toBeGreaterThanOrEqual(1);
      await company.store.collection('refreshTokens').updateMany({}, { $set: { revokedAt: api.clock.now() } });
    }
  });

  test('renewing a session is over 30 days after the last renewal', async () => {
    const company = await createTestCompany(api.services);
    const [early, late] = [await signedIn(company), await signedIn(company)];
    api.clock.advance({ minutes: 30 * 24 * 60, seconds: -1 });
    expect((await refresh(early)).code).toBeNull();
    api.clock.advance({ seconds: 1 });
    expect((await refresh(late)).code).toBe('UNAUTHORIZED');
  });

  test('renewing a session is refused for the other program, for nonsense and for a token under another company', async () => {
    const company = await createTestCompany(api.services);
    const other = await createTestCompany(api.services);
    const token = await signedIn(company);
    const secret = token.split('.')[1];
    expect((await httpCall(api, 'auth.refresh', { client: 'admin', refreshToken: token })).code).toBe('UNAUTHORIZED');
    for (const forged of ['', '.', 'x', `${token}.`, `${other.id}.${secret}`, `${company.id}.${'A'.repeat(43)}`]) {
      expect((await refresh(forged)).code, forged).toBe('UNAUTHORIZED');
    }
    expect((await refresh(token)).code).toBeNull();
  });

  test('renewing a session is refused to somebody inactive and in a suspended company', async () => {
    const company = await createTestCompany(api.services);
    const token = await signedIn(company);
    await company.changePerson(company.person('Anna'), { active: false });
    expect((await refresh(token)).code).toBe('UNAUTHORIZED');
    await company.changePerson(company.person('Anna'), { active: true });
    const back = tokenOf(await refresh(token));
    await company.suspend();
    expect((await refresh(back)).code).toBe('UNAUTHORIZED');
  });
});

describe('signing out', () => {
  test('signing out ends every token of the session, and works again and with nonsense', async () => {
    const company = await createTestCompany(api.services);
    const first = await signedIn(company);
    const second = tokenOf(await refresh(first));
    const elsewhere = await signedIn(company);
    const logout = (refreshToken: string | null) => httpCall(api, 'auth.logout', { client: 'desktop', refreshToken });
    expect((await logout(second)).data).toEqual({ ended: true });
    expect((await refresh(second)).code).toBe('UNAUTHORIZED');
    expect((await refresh(first)).code).toBe('UNAUTHORIZED');
    expect((await logout(second)).data).toEqual({ ended: true });
    expect((await logout('nonsense')).data).toEqual({ ended: true });
    expect((await logout(null)).data).toEqual({ ended: true });
    expect((await refresh(elsewhere)).code).toBeNull();
  });

  test('signing out stores tokens as digests only', async () => {
    const company = await createTestCompany(api.services);
    const token = await signedIn(company);
    const secret = token.split('.')[1] ?? token;
    const stored = await api.database.raw.collection('refreshTokens').find({ companyId: company.id }).toArray();
    expect(stored).toHaveLength(1);
    expect(JSON.stringify(stored)).not.toContain(secret);
  });
});
