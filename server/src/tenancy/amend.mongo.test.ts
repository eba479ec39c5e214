import { afterAll, expect, test } from 'vitest';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { commit } from './commit.ts';
import type { UserRecord } from './documents.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

async function annaOf(company: TestCompany): Promise<UserRecord> {
  const found = await company.store.collection('users').findById(company.person('Anna').id);
  if (found === null) throw new Error('Anna is gone');
  return found;
}

test('an amended document keeps its position, and the counter moves by one for all of a commit', async () => {
  const company = await createTestCompany(api.services);
  const before = await company.seq();
  const users = await company.store.collection('users').find({});
  const news = await commit(company.store, async (unit) => {
    for (const user of users) unit.amend('users', { ...user, viewEpoch: 7 }, user);
  });
  expect(news).toMatchObject({ after: before, seq: before + 1, written: [] });
  expect(await company.seq()).toBe(before + 1);
  const now = await company.store.collection('users').find({});
  expect(now.map(({ _id, seq, viewEpoch }) => ({ _id, seq, viewEpoch }))).toEqual(
    users.map(({ _id, seq }) => ({ _id, seq, viewEpoch: 7 })),
  );
});

test('work that has read a document before it was amended is done again, and keeps the amendment', async () => {
  const company = await createTestCompany(api.services);
  let runs = 0;
  await commit(company.store, async (unit) => {
    runs += 1;
    const user = await unit.store.collection('users').findById(company.person('Anna').id);
    if (user === null) throw new Error('Anna is gone');
    if (runs === 1) {
      await commit(company.store, async (other) => other.amend('users', { ...user, viewEpoch: 9 }, user));
    }
    unit.put('users', { ...user, name: 'Anna the Second' });
  });
  expect(runs).toBe(2);
  expect(await annaOf(company)).toMatchObject({ name: 'Anna the Second', viewEpoch: 9 });
});

test('only the fields that changed are written, and one that is gone is removed', async () => {
  const company = await createTestCompany(api.services);
  const user = await annaOf(company);
  const { viewEpoch: _gone, ...rest } = user;
  await commit(company.store, async (unit) => {
    // As if something that the counter does not guard had written meanwhile.
    await company.store.collection('users').updateOne({ _id: user._id }, { $set: { passwordHash: 'newer' } });
    unit.amend('users', rest as UserRecord, user);
  });
  const now = await annaOf(company);
  expect(now.passwordHash).toBe('newer');
  expect(now.viewEpoch).toBeUndefined();
});

test('a document that clients would see differently is not amended', async () => {
  const company = await createTestCompany(api.services);
  const [before, user] = [await company.seq(), await annaOf(company)];
  const work = commit(company.store, async (unit) => unit.amend('users', { ...user, name: 'Ann' }, user));
  await expect(work).rejects.toThrow('would be told otherwise');
  expect(await company.seq()).toBe(before);
});

test('an unsynced document that does not fit its filter any more lets the work be done again', async () => {
  const company = await createTestCompany(api.services);
  const { store } = company;
  const progress = { _id: '1', companyId: company.id, filled: 1, at: '' };
  await store.collection('migrationProgress').insertMany([progress]);
  let runs = 0;
  const before = await company.seq();
  await commit(store, async (unit) => {
    runs += 1;
    const found = await unit.store.collection('migrationProgress').findById('1');
    if (runs === 1) await store.collection('migrationProgress').updateOne({ _id: '1' }, { $set: { filled: 2 } });
    const { filled = 0 } = found ?? {};
    unit.amendUnsynced('migrationProgress', {
      filter: { _id: '1', filled },
      change: { $set: { filled: filled + 10 } },
    });
  });
  expect(runs).toBe(2);
  expect((await store.collection('migrationProgress').findById('1'))?.filled).toBe(12);
  expect(await company.seq()).toBe(before);
});
