import { afterAll, expect, test } from 'vitest';
import { lookedAt } from '../testing/profiler.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

const others = await Promise.all(Array.from({ length: 12 }, () => createTestCompany(api.services)));
const halfDone = () => api.services.database.companyIdsHalfDone();

const isPublished = ({ store, id }: TestCompany, state: 'publishing' | 'done') =>
  store
    .collection('imports')
    .insertMany([{ _id: `import ${state}`, companyId: id, at: '', state, counts: {} } as never]);
const isStaged = ({ store, id }: TestCompany) =>
  store.collection('importStaging').insertMany([{ _id: 'x/0', companyId: id, importId: 'x', n: 0 } as never]);
const isMoving = (company: TestCompany) =>
  company.store.collection('users').updateOne({ _id: company.person('Anna').id }, {
    $set: { workMove: { to: null, by: { userId: null, name: '', role: 'system' }, at: '2026-01-01T00:00:00.000Z' } },
  } as never);

test('companies in which something is half done are found without looking at the others', async () => {
  const [publishing, staged, moving, ...idle] = others as [TestCompany, TestCompany, TestCompany, ...TestCompany[]];
  for (const company of idle) await isPublished(company, 'done');
  expect(await halfDone()).toEqual([]);
  await isPublished(publishing, 'publishing');
  await isPublished(publishing, 'done');
  await isStaged(staged);
  await isMoving(moving);
  let found: string[] = [];
  const looked = await lookedAt(api.database, async () => {
    found = await halfDone();
  });
  expect(found.toSorted()).toEqual([publishing.id, staged.id, moving.id].toSorted());
  expect(looked).toHaveLength(3);
  for (const { what, keys, documents } of looked) {
    expect(keys, what).toBeLessThan(5);
    expect(documents, what).toBeLessThan(5);
  }
});
