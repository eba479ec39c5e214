import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { commit } from '../tenancy/commit.ts';
import { credentials, httpCall, refreshTokenOf, sessionOf } from '../testing/http-call.ts';
import { expectPositionsHold } from '../testing/laws.ts';
import { startSibling, startTestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany, type TestPerson } from '../testing/test-company.ts';
import { newPasswordLink, replacePasswordLink } from './password-links.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

const NEW = 'a train to Kiel at seven';
const DAY_MINUTES = 24 * 60;

async function linkFor(company: TestCompany, person: TestPerson): Promise<string> {
  const { token, record } = newPasswordLink({ companyId: company.id, userId: person.id }, api.clock.now());
  await commit(company.store, async (unit) => replacePasswordLink(unit, record));
  return token;
}

const look = (token: string) => httpCall(api, 'auth.passwordLink', { token });
const set = (token: string, password = NEW, at = api) => httpCall(at, 'auth.setPassword', { token, password });
const signIn = (company: TestCompany, person: TestPerson, password: string) =>
  httpCall(api, 'auth.login', credentials(company, person, { password }));

describe('a one-time link', () => {
  test('a one-time link says whose it is, sets the password once, and signs nobody in', async () => {
    const company = await createTestCompany(api.services);
    const anna = company.person('Anna');
    const token = await linkFor(company, anna);
    expect((await look(token)).data).toEqual({
      name: 'Anna',
      email: anna.email,
      role: 'salesperson',
      companyName: company.data.company.name,
      companySlug: company.slug,
      expiresAt: expect.stringMatching(/Z$/),
    });
    const answer = await set(token);
    expect(answer.data).toEqual({ set: true });
    expect(answer.cookies).toEqual([]);
    expect((await signIn(company, anna, NEW)).code).toBeNull();
    expect((await signIn(company, anna, 'correct horse battery staple')).code).toBe('UNAUTHORIZED');
    expect((await set(token, 'another train at eight')).code).toBe('NOT_FOUND');
    expect((await look(token)).code).toBe('NOT_FOUND');
    await expectPositionsHold(api, company);
  });

  test('a one-time link opens the account of somebody who had neither a password nor a login', async () => {
    const company = await createTestCompany(api.services);
    const bert = company.person('Bert');
    await api.services.database.logins.deleteOne({ _id: `${company.slug}/${bert.email}` });
    await company.store.collection('users').updateOne({ _id: bert.id }, { $set: { passwordHash: null } });
    expect((await signIn(company, bert, NEW)).code).toBe('UNAUTHORIZED');
    expect((await set(await linkFor(company, bert))).code).toBeNull();
    expect((await signIn(company, bert, NEW)).code).toBeNull();
  });

  test('a one-time link ends after seven days, and with the next link', async () => {
    const company = await createTestCompany(api.services);
    const anna = company.person('Anna');
    const first = await linkFor(company, anna);
    const second = await linkFor(company, anna);
    expect((await set(first)).code).toBe('NOT_FOUND');
    api.clock.advance({ minutes: 7 * DAY_MINUTES - 1 });
    expect((await look(second)).code).toBeNull();
    api.clock.advance({ minutes: 1 });
    expect((await look(second)).code).toBe('NOT_FOUND');
    expect((await set(second)).code).toBe('NOT_FOUND');
  });

  test('a one-time link does not work for somebody who was deactivated', async () => {
    const company = await createTestCompany(api.services);
    const token = await linkFor(company, company.person('Anna'));
    await company.changePerson(company.person('Anna'), { active: false });
    expect((await set(token)).code).toBe('NOT_FOUND');
  });

  test('a one-time link belongs to its person: in the name of another company it is unknown', async () => {
    const company = await createTestCompany(api.services);
    const other = await createTestCompany(api.services);
    const token = await linkFor(company, company.person('Anna'));
    expect((await set(token.replace(company.id, other.id))).code).toBe('NOT_FOUND');
  });

  test('a one-time link survives a password that is refused', async () => {
    const company = await createTestCompany(api.services);
    const token = await linkFor(company, company.person('Anna'));
    const weak = { tooShort: 'short', tooUniform: 'aaaaaaaaaaaaaaaa', guessable: `${company.slug} Trading 1` };
    for (const [problem, password] of Object.entries(weak)) {
      const answer = await set(token, password);
      expect(answer.code).toBe('BAD_REQUEST');
      expect(JSON.parse(answer.text)).toMatchObject({ error: { data: { problem } } });
    }
    expect((await set(token)).code).toBeNull();
  });

  test('a one-time link is stored only as a hash', async () => {
    const company = await createTestCompany(api.services);
    const token = await linkFor(company, company.person('Anna'));
    const [, secret = ''] = token.split('.');
    expect(secret).toHaveLength(43);
    const everything = [];
    for (const { name } of await api.database.raw.listCollections().toArray()) {
      everything.push(await api.database.raw.collection(name).find({}).toArray());
    }
    expect(JSON.stringify(everything)).not.toContain(secret);
  });

  test('used at once from several places on several servers sets one password', async () => {
    const company = await createTestCompany(api.services);
    const anna = company.person('Anna');
    const token = await linkFor(company, anna);
    const sibling = await startSibling(api);
    const passwords = ['a first long password', 'a second long password', 'a third long password', 'one more of them'];
    const answers = await Promise.all(passwords.map((password, at) => set(token, password, at % 2 ? api : sibling)));
    await sibling.stop();
    expect(answers.map(({ code }) => code).sort()).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', null].sort());
    const winner = passwords[answers.findIndex(({ code }) => code === null)] ?? '';
    expect((await signIn(company, anna, winner)).code).toBeNull();
  });
});

describe('a new password', () => {
  test('a new password ends its person’s sessions on every device, and nobody else’s', async () => {
    const company = await createTestCompany(api.services);
    const [anna, bert] = [company.person('Anna'), company.person('Bert')];
    const open = async (person: TestPerson) =>
      sessionOf(await httpCall(api, 'auth.login', credentials(company, person)));
    const sessions = [await open(anna), await open(anna), await open(bert)];
    expect((await set(await linkFor(company, anna))).code).toBeNull();
    const renewals = [];
    for (const session of sessions) {
      const input = { client: 'desktop', refreshToken: refreshTokenOf(session) };
      renewals.push((await httpCall(api, 'auth.refresh', input)).code);
    }
    expect(renewals).toEqual(['UNAUTHORIZED', 'UNAUTHORIZED', null]);
    const pushes = [];
    for (const { accessToken: token, profile } of sessions) {
      const input = { protocol: 3, deviceId: profile.deviceId, commands: [] };
      pushes.push((await httpCall(api, 'sync.push', input, { token })).refusal);
    }
    expect(pushes).toEqual(['ended', 'ended', null]);
  });

  test('signs in nobody whose former password was found right just before it', async () => {
    const company = await createTestCompany(api.services);
    const anna = company.person('Anna');
    const link = await linkFor(company, anna);
    const { signIns } = api.services;
    const check = signIns.signIn.bind(signIns);
    const checked = vi.spyOn(signIns, 'signIn').mockImplementationOnce(async (...args) => {
      const result = await check(...args);
      expect(result.ok).toBe(true);
      expect((await set(link)).code).toBeNull();
      return result;
    });
    onTestFinished(() => checked.mockRestore());
    const answer = await httpCall(api, 'auth.login', credentials(company, anna));
    expect(answer.code).toBe('UNAUTHORIZED');
    expect(answer.cookies).toEqual([]);
    // Nothing is left of it that could be renewed.
    const tokens = await company.store.collection('refreshTokens').find({ userId: anna.id });
    expect(tokens.filter(({ revokedAt }) => revokedAt === null)).toEqual([]);
  });

  test('a new password lifts the lock that somebody’s guesses put on the account', async () => {
    const company = await createTestCompany(api.services);
    const anna = company.person('Anna');
    for (let guess = 0; guess < 8; guess += 1) await signIn(company, anna, 'wrong');
    expect((await signIn(company, anna, 'wrong')).code).toBe('TOO_MANY_REQUESTS');
    expect((await set(await linkFor(company, anna))).code).toBeNull();
    expect((await signIn(company, anna, NEW)).code).toBeNull();
  });

  test('a new password is not undone by an admin’s change that was begun before it', async () => {
    const company = await createTestCompany(api.services);
    const anna = company.person('Anna');
    const token = await linkFor(company, anna);
    let attempts = 0;
    await commit(company.store, async (unit) => {
      const user = await unit.store.collection('users').findById(anna.id);
      attempts += 1;
      if (attempts === 1) expect((await set(token)).code).toBeNull();
      if (user !== null) unit.put('users', { ...user, role: 'manager' }, user);
    });
    expect((await company.store.collection('users').findById(anna.id))?.role).toBe('manager');
    expect((await signIn(company, anna, NEW)).code).toBeNull();
  });

  test('a password link is recorded in the audit log without a word of the link itself', async () => {
    const company = await createTestCompany(api.services);
    const anna = company.person('Anna');
    await set(await linkFor(company, anna));
    const entries = await company.store.collection('auditLogs').find({ action: 'person.password' });
    expect(entries).toMatchObject([{ actor: { userId: anna.id, name: 'Anna' }, before: null, after: null }]);
  });
});
