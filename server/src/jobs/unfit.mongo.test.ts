import { afterAll, expect, test } from 'vitest';
import type { UnfitDocumentError } from '../tenancy/fit.ts';
import { requestOf, storeRequests } from '../testing/stored-request.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { expireRequests } from './expire-requests.ts';
import { refreshStatistics } from './refresh-statistics.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

const LONG = 'x'.repeat(1_000);

test('one request that no device could read keeps none of the others from expiring, and is reported', async () => {
  const company = await createTestCompany(api.services);
  const owner = company.person('Anna');
  const [bad, good] = [requestOf(company, { owner }), requestOf(company, { owner })];
  await storeRequests(company, [bad, good]);
  await company.store.collection('discountRequests').updateMany({ _id: bad.id }, { $set: { ownerName: LONG } });
  const left: UnfitDocumentError[] = [];
  expect(await expireRequests(company.store, api.clock, (error) => left.push(error))).toMatchObject({ closed: 1 });
  expect(left.map(({ id }) => id)).toEqual([bad.id]);
  const statuses = await company.store.collection('discountRequests').findByIds([bad.id, good.id]);
  expect([bad, good].map(({ id }) => statuses.get(id)?.status)).toEqual(['underReview', 'expired']);
  expect(await company.store.collection('auditLogs').count({ action: 'request.expire' })).toBe(1);
});

test('one customer that no device could read keeps none of the others from getting their history', async () => {
  const company = await createTestCompany(api.services);
  const owner = company.person('Anna');
  const [first, second] = company.customersOf(owner);
  if (!first || !second) throw new Error('Anna has customers');
  const decided = { owner, status: 'approved', sale: 'won' } as const;
  await storeRequests(company, [
    requestOf(company, { ...decided, customerId: first.id }),
    requestOf(company, { ...decided, customerId: second.id }),
  ]);
  await company.store.collection('customers').updateMany({ _id: first.id }, { $set: { name: LONG } });
  api.clock.advance({ minutes: 100_000 });
  const left: UnfitDocumentError[] = [];
  await refreshStatistics(company.store, {
    clock: api.clock,
    onUnfit: (error) => left.push(error),
    pause: async () => undefined,
  });
  expect(left.map(({ id }) => id)).toEqual([first.id]);
  expect((await company.store.collection('customers').findById(second.id))?.history.deals).toBe(1);
});

test('an admin who would write such a document learns which one, and nothing changes', async () => {
  const company = await createTestCompany(api.services);
  const ada = await TestDevice.register(company, company.person('Ada'));
  const [first, second] = company.customersOf(company.person('Anna'));
  if (!first || !second) throw new Error('Anna has customers');
  await company.store.collection('customers').updateMany({ _id: first.id }, { $set: { name: LONG } });
  const input = { customerIds: [first.id, second.id], requestIds: [], ownerId: company.person('Carla').id };
  await expect(ada.on(api).admin.reassign(input)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining(first.id),
  });
  expect((await company.store.collection('customers').findById(second.id))?.ownerId).toBe(first.ownerId);
});
