import { profileSchema } from '@marginiq/contract/session';
import { v7 } from 'uuid';
import { afterAll, describe, expect, test } from 'vitest';
import { credentials, httpCall, sessionOf } from '../testing/http-call.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

const login = (input: unknown) => httpCall(api, 'auth.login', input);

describe('signing in', () => {
  test('signing in gives the person, the company and a session that lasts offline', async () => {
    const company = await createTestCompany(api.services);
    const anna = company.person('Anna');
    const deviceId = v7();
    const session = sessionOf(await login(credentials(company, anna, { deviceId })));
    expect(session.profile).toEqual({
      userId: anna.id,
      companyId: company.id,
      companyName: company.data.company.name,
      companySlug: company.slug,
      name: 'Anna',
      email: anna.email,
      role: 'salesperson',
      teamId: anna.teamId,
      deviceId,
    });
    expect(Date.parse(session.accessExpiresAt) - Date.parse(api.clock.now())).toBe(15 * 60_000);
    expect(Date.parse(session.sessionExpiresAt) - Date.parse(api.clock.now())).toBe(30 * 86_400_000);
    const device = await company.store.collection('devices').findById(deviceId);
    expect(device).toMatchObject({ userId: anna.id, lastSeq: 0, name: 'a test' });
  });

  test('signing in takes company and email in any case and with blanks around', async () => {
    const company = await createTestCompany(api.services);
    const anna = company.person('Anna');
    const typed = { company: ` ${company.slug.toUpperCase()} `, email: ` ${anna.email.toUpperCase()} ` };
    expect((await login(credentials(company, anna, typed))).code).toBeNull();
  });

  test('signing in does not tell a wrong password from an unknown person or company', async () => {
    const company = await createTestCompany(api.services);
    const anna = company.person('Anna');
    const answers = await Promise.all([
      login(credentials(company, anna, { password: 'wrong' })),
      login(credentials(company, anna, { email: 'nobody@example.org' })),
      login(credentials(company, anna, { company: 'no-such-company' })),
    ]);
    expect(answers.map(({ code }) => code)).toEqual(['UNAUTHORIZED', 'UNAUTHORIZED', 'UNAUTHORIZED']);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  test('an email that nobody has becomes no account by being guessed at, and waits like any other', async () => {
    const company = await createTestCompany(api.services);
    const before = await api.services.database.logins.countDocuments();
    const codes: (string | null)[] = [];
    for (let guess = 0; guess < 7; guess += 1) {
      codes.push((await login(credentials(company, company.person('Anna'), { email: 'guess@example.org' }))).code);
    }
    expect(codes).toEqual([...Array(6).fill('UNAUTHORIZED'), 'TOO_MANY_REQUESTS']);
    expect(await api.services.database.logins.countDocuments()).toBe(before);
  });

  test('the same email in two companies is two people', async () => {
    const emailDomain = `${v7()}.example`;
    const one = await createTestCompany(api.services, { emailDomain });
    const other = await createTestCompany(api.services, { emailDomain });
    expect(one.person('Anna').email).toBe(other.person('Anna').email);
    for (const company of [one, other]) {
      const { profile } = sessionOf(await login(credentials(company, company.person('Anna'))));
      expect(profileSchema.parse(profile)).toMatchObject({
        companyId: company.id,
        userId: company.person('Anna').id,
        companyName: company.data.company.name,
      });
    }
    // Locking the one leaves the other alone.
    const wrong = credentials(one, one.person('Anna'), { password: 'wrong' });
    for (let guess = 0; guess < 7; guess += 1) await login(wrong);
    expect((await login(credentials(one, one.person('Anna')))).code).toBe('TOO_MANY_REQUESTS');
    expect((await login(credentials(other, other.person('Anna')))).code).toBeNull();
  });

  test('somebody inactive and the people of a suspended company get no session', async () => {
    const company = await createTestCompany(api.services);
    await company.changePerson(company.person('Bert'), { active: false });
    expect((await login(credentials(company, company.person('Bert')))).code).toBe('UNAUTHORIZED');
    await company.suspend();
    expect((await login(credentials(company, company.person('Anna')))).code).toBe('UNAUTHORIZED');
  });

  test('only admins get into the admin console', async () => {
    const company = await createTestCompany(api.services);
    const into = (name: 'Anna' | 'Mona' | 'Ada') =>
      login(credentials(company, company.person(name), { client: 'admin' }));
    expect((await into('Anna')).code).toBe('FORBIDDEN');
    expect((await into('Mona')).code).toBe('FORBIDDEN');
    expect((await into('Ada')).code).toBeNull();
    expect(await company.store.collection('refreshTokens').count({ client: 'admin' })).toBe(1);
  });
});

describe('a device', () => {
  test('a device belongs to the first person who signs in on it', async () => {
    const company = await createTestCompany(api.services);
    const deviceId = v7();
    expect((await login(credentials(company, company.person('Anna'), { deviceId }))).code).toBeNull();
    expect((await login(credentials(company, company.person('Bert'), { deviceId }))).code).toBe('CONFLICT');
    expect((await login(credentials(company, company.person('Anna'), { deviceId }))).code).toBeNull();
  });

  test('a device keeps its command number when its person signs in again', async () => {
    const company = await createTestCompany(api.services);
    const deviceId = v7();
    await login(credentials(company, company.person('Anna'), { deviceId }));
    await company.store.collection('devices').updateMany({ _id: deviceId }, { $set: { lastSeq: 41 } });
    await login(credentials(company, company.person('Anna'), { deviceId, deviceName: 'renamed' }));
    expect(await company.store.collection('devices').findById(deviceId)).toMatchObject({
      lastSeq: 41,
      name: 'renamed',
    });
  });

  test('a device goes to one of two people who sign in on it at the same moment', async () => {
    const company = await createTestCompany(api.services);
    for (let round = 0; round < 5; round += 1) {
      const deviceId = v7();
      const answers = await Promise.all(
        (['Anna', 'Bert', 'Anna', 'Mona'] as const).map((name) =>
          login(credentials(company, company.person(name), { deviceId })),
        ),
      );
      const owner = (await company.store.collection('devices').findById(deviceId))?.userId;
      for (const answer of answers) {
        if (answer.code === null) expect(sessionOf(answer).profile.userId).toBe(owner);
        else expect(answer.code).toBe('CONFLICT');
      }
      expect(answers.some(({ code }) => code === null)).toBe(true);
    }
  });
});
