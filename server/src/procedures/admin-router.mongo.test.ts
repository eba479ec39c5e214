import type { AuditEntry } from '@marginiq/contract/audit';
import { requestCode } from '@marginiq/domain/request-code';
import { afterAll, describe, expect, test } from 'vitest';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

async function world() {
  const company = await createTestCompany(api.services);
  const register = (name: 'Anna' | 'Mona' | 'Ada') => TestDevice.register(company, company.person(name));
  const [anna, mona, ada] = await Promise.all([register('Anna'), register('Mona'), register('Ada')]);
  return { company, anna, mona, admin: ada.on(api).admin };
}

/** Reads the audit log page by page, as the console does. */
async function readAudit(admin: Awaited<ReturnType<typeof world>>['admin'], requestId: string | null = null) {
  const pages: AuditEntry[][] = [];
  for (let before: string | null = null; ; before = pages.at(-1)?.at(-1)?.at ?? null) {
    const { entries, more } = await admin.audit({ before, requestId });
    pages.push(entries);
    if (!more) return pages;
  }
}

describe('the audit log', () => {
  test('the audit log shows every entry once, however many were made in the same moment', async () => {
    const { company, anna, admin } = await world();
    // The clock does not move within a push, so more entries share one timestamp than fit on a page.
    for (const size of [30, 130, 90]) {
      await anna.push(
        api,
        Array.from({ length: size }, () => anna.submit()),
      );
      api.clock.advance({ seconds: 1 });
    }
    const pages = await readAudit(admin);
    const ids = pages.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const all = await company.store.collection('auditLogs').find({});
    expect(ids.sort()).toEqual(all.map(({ _id }) => _id).sort());
    const times = pages.flat().map(({ at }) => at);
    expect(times).toEqual(times.toSorted().reverse());
    expect(pages.length).toBeGreaterThan(1);
  });

  test('the audit log tells the story of one request: who did what, before and after', async () => {
    const { anna, mona, admin } = await world();
    const submit = anna.submit(1_500);
    const { requestId } = submit.args;
    await anna.push(api, [submit, anna.submit()]);
    api.clock.advance({ seconds: 1 });
    await mona.push(api, [mona.reject(requestId, 7)]);
    api.clock.advance({ seconds: 1 });
    await mona.push(api, [mona.approve(requestId)]);
    const [entries] = await readAudit(admin, requestId);
    expect(entries).toMatchObject([
      {
        action: 'request.approve',
        actor: { name: 'Mona', role: 'manager' },
        result: 'accepted',
        before: { status: 'underReview', revision: 1 },
        after: { status: 'approved', revision: 1 },
      },
      { action: 'request.reject', result: 'refused', refusal: { code: 'revisionChanged' }, after: null },
      {
        action: 'request.submit',
        actor: { name: 'Anna', userId: anna.person.id },
        deviceId: anna.id,
        before: null,
        after: { status: 'underReview', netMinor: 85_000, discountBp: 1_500 },
        versions: { rulesVersion: 1, governanceVersion: 1, statisticsVersion: 1 },
      },
    ]);
  });

  test('the audit log finds a request by the number that people say, in either case', async () => {
    const { anna, mona, admin } = await world();
    const submit = anna.submit(1_500);
    await anna.push(api, [submit, anna.submit()]);
    api.clock.advance({ seconds: 1 });
    await mona.push(api, [mona.reject(submit.args.requestId)]);
    const code = requestCode(submit.args.requestId);
    for (const typed of [code, code.toLowerCase(), code.slice(2)]) {
      const { entries } = await admin.audit({ before: null, requestCode: typed });
      expect(entries.map(({ action }) => action)).toEqual(['request.reject', 'request.submit']);
      expect(new Set(entries.map((entry) => entry.requestCode))).toEqual(new Set([code]));
    }
    await expect(admin.audit({ before: null, requestCode: '.*' })).rejects.toThrow('requestCode: requestCode');
  });

  test('the audit log names the program itself where the rules approved', async () => {
    const { anna, admin } = await world();
    const submit = anna.submit(300);
    await anna.push(api, [submit]);
    const [entries] = await readAudit(admin, submit.args.requestId);
    expect(entries?.map(({ action, actor }) => [action, actor.role])).toEqual([
      ['request.autoApprove', 'system'],
      ['request.submit', 'salesperson'],
    ]);
  });
});

test('the overview counts what there is', async () => {
  const { anna, mona, admin } = await world();
  const submits = [anna.submit(300), anna.submit(1_500), anna.submit(1_600)];
  await anna.push(api, submits);
  await mona.push(api, [mona.reject(submits[2]?.args.requestId ?? '')]);
  expect(await admin.overview()).toMatchObject({
    company: { currency: 'EUR' },
    people: 7,
    customers: 12,
    blockedCustomers: 4,
    products: 6,
    requests: { autoApproved: 1, underReview: 1, rejected: 1, approved: 0 },
    rulesVersion: 1,
    governanceVersion: 1,
  });
});

test('the people are shown by name, without what signs them in', async () => {
  const { admin } = await world();
  const people = await admin.people();
  expect(people.map(({ name }) => name)).toEqual(['Ada', 'Anna', 'Bert', 'Carla', 'Dirk', 'Mona', 'Sven']);
  expect(JSON.stringify(people)).not.toMatch(/passwordHash|viewEpoch|argon2/);
});
