import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createLogger } from '../observe/logger.ts';
import { commit } from '../tenancy/commit.ts';
import { KilledError, type Life, mortalStore } from '../testing/mortal-store.ts';
import { lookedAt } from '../testing/profiler.ts';
import { requestOf, storeRequests } from '../testing/stored-request.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { AlarmClock } from './alarm-clock.ts';
import { ring } from './ring.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());
const { database } = api.services;
const { clock } = api;
const log = createLogger('worker', 'silent');
const alarms = () => new AlarmClock(database, { clock, log });

const inMinutes = (minutes: number) => new Date(Date.parse(clock.now()) + minutes * 60_000).toISOString();

async function waitingIn(company: TestCompany, minutes: readonly number[]): Promise<string[]> {
  const owner = company.person('Anna');
  const requests = minutes.map((one) => requestOf(company, { owner, expiresAt: inMinutes(one) }));
  await storeRequests(company, requests);
  return requests.map(({ id }) => id);
}

const alarmOf = async ({ store, id }: TestCompany) => (await store.collection('counters').findById(id))?.wakeAt ?? null;
const expired = ({ store }: TestCompany) => store.collection('discountRequests').count({ status: 'expired' });

beforeEach(async () => {
  // Nothing of another test is due.
  await api.database.raw.collection('counters').updateMany({}, { $unset: { wakeAt: true } });
});

describe('the alarm of a company', () => {
  test('the alarm of a company is set by the commit that has something wait for a time, to the first of all', async () => {
    const company = await createTestCompany(api.services);
    expect(await alarmOf(company)).toBeNull();
    await waitingIn(company, [30]);
    const first = await alarmOf(company);
    await waitingIn(company, [50, 20, 40]);
    const earlier = await alarmOf(company);
    await waitingIn(company, [60]);
    expect(Date.parse(first ?? '') - Date.parse(earlier ?? '')).toBe(10 * 60_000);
    expect(await alarmOf(company)).toBe(earlier);
  });

  test('the alarm is set by a person’s request, and rings if nobody decides', async () => {
    const company = await createTestCompany(api.services);
    const anna = await TestDevice.register(company, company.person('Anna'));
    const submit = anna.submit();
    await anna.push(api, [submit, anna.submit(300)]);
    const request = await company.store.collection('discountRequests').findById(submit.args.requestId);
    expect(await alarmOf(company)).toBe(request?.expiresAt);
    expect(await alarms().look()).toBe(0);
    clock.advance({ minutes: 14 * 24 * 60, seconds: 1 });
    expect(await alarms().look()).toBe(1);
    expect(await expired(company)).toBe(1);
    expect(await alarmOf(company)).toBeNull();
  });

  test('the alarm of a company rings for what is due, and then for what is due next', async () => {
    const company = await createTestCompany(api.services);
    await waitingIn(company, [10, 20, 20, 90]);
    clock.advance({ minutes: 21 });
    expect(await alarms().look()).toBe(1);
    expect(await expired(company)).toBe(3);
    expect(await alarms().look()).toBe(0);
    clock.advance({ minutes: 70 });
    await alarms().look();
    expect(await expired(company)).toBe(4);
    expect(await alarmOf(company)).toBeNull();
  });

  test('the alarm does not keep ringing for what could not be done, nor for a suspended company', async () => {
    const [unfit, suspended] = [await createTestCompany(api.services), await createTestCompany(api.services)];
    const [bad] = await waitingIn(unfit, [10, 20]);
    await waitingIn(suspended, [10]);
    await unfit.store
      .collection('discountRequests')
      .updateMany({ _id: bad ?? '' }, { $set: { ownerName: 'x'.repeat(999) } });
    await suspended.suspend();
    clock.advance({ minutes: 21 });
    expect(await alarms().look()).toBe(2);
    expect(await alarms().look()).toBe(0);
    clock.advance({ minutes: 60 });
    expect(await alarms().look()).toBe(0);
    expect([await expired(unfit), await expired(suspended)]).toEqual([1, 0]);
  });

  test('the alarm of a company rings again half a minute after a worker was killed in the middle', async () => {
    const company = await createTestCompany(api.services);
    await waitingIn(company, [10]);
    clock.advance({ minutes: 11 });
    const taken = { _id: company.id, wakeAt: await alarmOf(company) };
    const until = new Date(Date.parse(clock.now()) + 30_000).toISOString();
    await company.store.collection('counters').updateOne(taken as never, { $set: { wakeAt: until } });
    expect(await alarms().look()).toBe(0);
    clock.advance({ seconds: 31 });
    expect(await alarms().look()).toBe(1);
    expect(await expired(company)).toBe(1);
  });

  test('the alarm of a company is heard by several workers, and each thing is done once', async () => {
    const companies = await Promise.all([1, 2, 3, 4, 5, 6].map(() => createTestCompany(api.services)));
    for (const company of companies) await waitingIn(company, [10, 10, 50]);
    clock.advance({ minutes: 11 });
    await Promise.all([alarms().look(), alarms().look(), alarms().look()]);
    for (const company of companies) {
      expect(await expired(company)).toBe(2);
      expect(await company.store.collection('auditLogs').count({ action: 'request.expire' })).toBe(2);
    }
  });

  test('the alarm of a company costs one key where nothing is due, however many companies there are', async () => {
    const company = await createTestCompany(api.services);
    await waitingIn(company, [10]);
    const looked = await lookedAt(api.database, () => alarms().look());
    for (const { keys, documents, what } of looked) expect(keys + documents, what).toBeLessThanOrEqual(1);
  });
});

test('whatever is committed meanwhile, and wherever a worker is killed, nothing that is due is ever forgotten', async () => {
  const script = fc.record({
    first: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 }),
    meanwhile: fc.array(fc.integer({ min: 12, max: 60 }), { maxLength: 5 }),
    lives: fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(script, async ({ first, meanwhile, lives }) => {
      const company = await createTestCompany(api.services);
      await waitingIn(company, first);
      clock.advance({ minutes: 11 });
      const others = (async () => {
        for (const minutes of meanwhile) await waitingIn(company, [minutes]);
      })();
      for (const steps of lives) {
        const life: Life = { steps };
        await ring(mortalStore(database.tenant(company.id), life), clock).catch((error: unknown) => {
          if (!(error instanceof KilledError)) throw error;
        });
      }
      await ring(company.store, clock);
      await others;
      // No later than the first that waits.
      const open = await company.store.collection('discountRequests').find({ status: 'underReview' });
      const next = open.map(({ expiresAt }) => expiresAt).sort()[0] ?? null;
      const alarm = await alarmOf(company);
      if (next !== null) expect(alarm !== null && alarm <= next).toBe(true);
      clock.advance({ minutes: 120 });
      await alarms().look();
      expect(await company.store.collection('discountRequests').count({ status: 'underReview' })).toBe(0);
      expect(await alarmOf(company)).toBeNull();
    }),
    { numRuns: 6 },
  );
});

test('what is committed between the look at what is due next and the setting of the alarm is not forgotten', async () => {
  const company = await createTestCompany(api.services);
  await waitingIn(company, [10, 60]);
  clock.advance({ minutes: 11 });
  const store = database.tenant(company.id);
  const asOfNow = store.asOfNow.bind(store);
  let looks = 0;
  store.asOfNow = async (work) => {
    const found = await asOfNow(work);
    looks += 1;
    if (looks === 1) await waitingIn(company, [30]);
    return found;
  };
  await ring(store, clock);
  expect(looks).toBeGreaterThan(1);
  expect(Date.parse((await alarmOf(company)) ?? '')).toBe(Date.parse(clock.now()) + 30 * 60_000);
});

test('a commit of nothing that waits for a time leaves the alarm as it is', async () => {
  const company = await createTestCompany(api.services);
  await waitingIn(company, [10]);
  const before = await alarmOf(company);
  await commit(company.store, async (unit) => {
    const product = await unit.store.collection('products').findById(company.product(1).id);
    if (product !== null) unit.put('products', { ...product, name: 'another name' }, product);
  });
  expect(await alarmOf(company)).toBe(before);
});
