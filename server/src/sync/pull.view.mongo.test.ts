import type { Person } from '@marginiq/contract/reference';
import { afterAll, describe, expect, test } from 'vitest';
import { commit } from '../tenancy/commit.ts';
import { expectedView } from '../testing/expected-view.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { TestReader } from '../testing/test-reader.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

const EVERYBODY = ['Anna', 'Bert', 'Carla', 'Dirk', 'Mona', 'Sven', 'Ada'] as const;
type Name = (typeof EVERYBODY)[number];

const deviceOf = (company: TestCompany, name: Name) => TestDevice.register(company, company.person(name));

/** A company in which every salesperson has made a request. */
async function busyCompany(): Promise<TestCompany> {
  const company = await createTestCompany(api.services);
  for (const name of ['Anna', 'Bert', 'Carla', 'Dirk'] as const) {
    const device = await deviceOf(company, name);
    await device.push(api, [device.submit(300), device.submit(1_500)]);
  }
  return company;
}

async function readerOf(company: TestCompany, name: Name) {
  const device = await deviceOf(company, name);
  const reader = new TestReader(device);
  await reader.catchUp(api);
  return { reader, actor: device.actor };
}

const namesIn = (view: object, collection: string) => Object.keys(view).filter((key) => key.startsWith(collection));

describe('what somebody is given', () => {
  test.each(EVERYBODY)('%s holds exactly what the domain lets that person see', async (name) => {
    const company = await busyCompany();
    const { reader, actor } = await readerOf(company, name);
    expect(reader.view()).toEqual(await expectedView(api, company, actor));
  });

  test('a salesperson has the own, a manager the team’s, an admin all', async () => {
    const company = await busyCompany();
    const counts = async (name: Name) => {
      const view = (await readerOf(company, name)).reader.view();
      return [namesIn(view, 'requests').length, namesIn(view, 'customers').length, namesIn(view, 'products').length];
    };
    expect(await counts('Anna')).toEqual([2, 3, 6]);
    expect(await counts('Mona')).toEqual([4, 6, 6]);
    expect(await counts('Ada')).toEqual([8, 12, 6]);
  });

  test('what somebody is given holds nothing that only the server needs', async () => {
    const company = await busyCompany();
    const { reader } = await readerOf(company, 'Ada');
    const text = JSON.stringify(reader.view());
    // The last one is the company's status; a person's `active` is a boolean.
    for (const word of ['passwordHash', 'argon2', 'viewEpoch', '"current"', '"_id"', ':"active"']) {
      expect(text).not.toContain(word);
    }
  });

  test('what somebody is given shows how somebody discounts to that person, the own manager and admins only', async () => {
    const company = await busyCompany();
    const seers: string[] = [];
    for (const name of EVERYBODY) {
      const { reader } = await readerOf(company, name);
      const anna = reader.view()[`reference/${company.person('Anna').id}`] as Person;
      expect(anna.name).toBe('Anna');
      if (anna.pattern !== null) seers.push(name);
    }
    expect(seers).toEqual(['Anna', 'Mona', 'Ada']);
  });

  test('what somebody is given is the rules, governance and statistics in force, and no older ones', async () => {
    const company = await busyCompany();
    await commit(company.store, async (unit) => {
      const [old] = await unit.store.collection('businessRules').find({});
      if (old === undefined) throw new Error('the company has no rules');
      unit.put('businessRules', { ...old, current: false });
      unit.put('businessRules', { ...old, _id: api.clock.newId(), version: 2, current: true });
    });
    const { reader, actor } = await readerOf(company, 'Anna');
    expect(reader.view()).toEqual(await expectedView(api, company, actor));
    const ruleSets = Object.values(reader.view()).filter((one) => (one as { kind?: string }).kind === 'ruleSet');
    expect(ruleSets).toMatchObject([{ version: 2 }]);
  });
});

describe('a change', () => {
  test('a document reaches those who may see it, and nobody else', async () => {
    const company = await busyCompany();
    const readers = await Promise.all(EVERYBODY.map((name) => readerOf(company, name)));
    const carla = await deviceOf(company, 'Carla');
    const submit = carla.submit();
    await carla.push(api, [submit]);
    const told: string[] = [];
    for (const [index, { reader, actor }] of readers.entries()) {
      const page = await reader.page(api);
      expect(page).toMatchObject({ reset: false, more: false, newestSeq: await company.seq() });
      if (page.changes.requests.upserts.some(({ id }) => id === submit.args.requestId))
        told.push(EVERYBODY[index] ?? '');
      expect(reader.view()).toEqual(await expectedView(api, company, actor));
    }
    expect(told).toEqual(['Carla', 'Sven', 'Ada']);
  });

  test('a change that changes nothing leaves the cursor and sends nothing', async () => {
    const company = await busyCompany();
    const { reader } = await readerOf(company, 'Mona');
    const before = reader.cursor;
    const page = await reader.page(api);
    expect(Object.values(page.changes).every(({ upserts }) => upserts.length === 0)).toBe(true);
    expect(reader.cursor).toEqual(before);
  });
});
