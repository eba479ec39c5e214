import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedDemo } from '../demo/seed-demo.ts';
import { prepareStorage } from '../migrations/prepare.ts';
import { commit } from '../tenancy/commit.ts';
import { Database } from '../tenancy/database.ts';
import { fromStored } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { TestClock } from '../testing/test-clock.ts';
import { createTestDatabase, type TestDatabase, testMongoUri } from '../testing/test-database.ts';
import { computeStatistics } from './compute-statistics.ts';
import { expireRequests } from './expire-requests.ts';
import { refreshStatistics } from './refresh-statistics.ts';

const DAY_MINUTES = 24 * 60;

describe('the worker’s jobs', () => {
  let test: TestDatabase;
  let database: Database;
  let store: TenantStore;
  let other: TenantStore;
  const clock = new TestClock();

  beforeAll(async () => {
    test = await createTestDatabase();
    database = await Database.connect(testMongoUri(), test.name);
    await prepareStorage(database, { clock });
    await seedDemo(database, clock, { seed: 1, progress: () => undefined });
    const [first, second] = await Promise.all(['nordlicht', 'cascade'].map((slug) => database.companyIdBySlug(slug)));
    if (!first || !second) throw new Error('the demo is incomplete');
    store = database.tenant(first);
    other = database.tenant(second);
  });
  afterAll(async () => {
    await database.close();
    await test[Symbol.asyncDispose]();
  });

  const refresh = () => refreshStatistics(store, { clock, pause: async () => undefined });
  /** As somebody's commit would, who has decided otherwise. */
  const change = (filter: object, to: Partial<DiscountRequest>) =>
    commit(store, async (unit) => {
      const found = await unit.store.collection('discountRequests').find(filter as never);
      for (const request of found) unit.put('discountRequests', { ...request, ...to }, request);
    });
  const open = async (of: TenantStore) =>
    (await of.collection('discountRequests').find({})).filter(({ status }) =>
      ['underReview', 'adjustmentRequested'].includes(status),
    );
  const seq = async (of: TenantStore) => (await of.collection('counters').findById(of.companyId))?.seq;

  it('a run leaves recent statistics alone, and recomputes old ones only for what changed', async () => {
    expect(await refresh()).toBe(0);
    clock.advance({ minutes: DAY_MINUTES + 1 });
    const start = await seq(store);
    // The seeded numbers remain, so only the new version counts as changed.
    expect(await refresh()).toBe(1);
    expect(await store.collection('auditLogs').count({ action: 'statistics.refresh' })).toBe(1);
    expect(await seq(store)).toBe((start ?? 0) + 1);

    const requests = await store.collection('discountRequests').find({ status: 'approved', sale: 'won' });
    const one = requests[0];
    if (one === undefined) throw new Error('the demo has no won deal');
    await change({ _id: one._id }, { sale: 'lost' });
    clock.advance({ minutes: DAY_MINUTES + 1 });
    expect(await refresh()).toBe(2);
    const all = (await store.collection('discountRequests').find({})).map((stored) =>
      fromStored<DiscountRequest>(stored),
    );
    const computed = computeStatistics(all, 'EUR');
    const customer = await store.collection('customers').findById(one.customerId);
    expect(customer?.history).toEqual(computed.histories.get(one.customerId));
    const versions = await store.collection('statistics').find({}, { sort: { version: 1 } });
    expect(versions.map(({ version, current }) => [version, current])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
    expect(versions.at(-1)).toMatchObject(computed.company);
  });

  it('the jobs remove the history of a customer whose deals no longer count', async () => {
    const customer = (await store.collection('customers').find({ 'history.deals': { $gt: 0 } } as never))[0];
    if (customer === undefined) throw new Error('the demo has no customer with a history');
    await change({ customerId: customer._id }, { status: 'withdrawn' });
    clock.advance({ minutes: DAY_MINUTES + 1 });
    await refresh();
    const after = await store.collection('customers').findById(customer._id);
    expect(after?.history).toEqual({ deals: 0, averageDiscountBp: 0, approvedShareBp: 0, wonShareBp: 0 });
    expect(after?.seq).toBeGreaterThan(customer.seq);

    const owner = customer.ownerId ?? '';
    await change({ ownerId: owner }, { status: 'withdrawn' });
    clock.advance({ minutes: DAY_MINUTES + 1 });
    await refresh();
    expect((await store.collection('users').findById(owner))?.pattern).toBeNull();
  });

  it('close what nobody decided in time, once, and write it down, in this company alone', async () => {
    const [waiting, others] = [await open(store), (await open(other)).length];
    expect(waiting.length).toBeGreaterThan(0);
    expect(await expireRequests(store, clock)).toMatchObject({ closed: 0 });
    clock.advance({ minutes: 20 * DAY_MINUTES });
    const closed = await Promise.all([expireRequests(store, clock), expireRequests(store, clock)]);
    expect(closed.reduce((sum, one) => sum + one.closed, 0)).toBe(waiting.length);
    expect(await open(store)).toEqual([]);
    expect(await store.collection('auditLogs').count({ action: 'request.expire' })).toBe(waiting.length);
    expect((await open(other)).length).toBe(others);
  });
});
