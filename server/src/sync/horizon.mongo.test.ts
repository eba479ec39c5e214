import { BSON } from 'mongodb';
import { afterAll, expect, test } from 'vitest';
import { purgeRevocations, REVOCATION_DAYS } from '../jobs/purge-revocations.ts';
import { renewEpochs } from '../operate/new-epochs.ts';
import { newToken } from '../tenancy/reservation.ts';
import { expectedView } from '../testing/expected-view.ts';
import { enlarge } from '../testing/large-company.ts';
import { KilledError, mortalStore } from '../testing/mortal-store.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { TestReader } from '../testing/test-reader.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

const days = (count: number) => api.clock.advance({ minutes: count * 24 * 60 });

async function world() {
  const company = await createTestCompany(api.services);
  const [anna, ada] = await Promise.all(
    (['Anna', 'Ada'] as const).map((name) => TestDevice.register(company, company.person(name))),
  );
  if (anna === undefined || ada === undefined) throw new Error('somebody has no device');
  const giveAway = () =>
    ada.on(api).admin.reassign({
      customerIds: [company.customerOf(company.person('Anna')).id],
      requestIds: [],
      ownerId: company.person('Carla').id,
    });
  return { company, anna, giveAway, purge: () => purgeRevocations(company.store, api.clock) };
}

test('a client that was away for longer than revocations live reads from scratch, once, and ends with what it may see', async () => {
  const { company, anna, giveAway, purge } = await world();
  const reader = new TestReader(anna);
  await reader.catchUp(api);
  await giveAway();
  await purge();
  days(REVOCATION_DAYS - 1);
  expect(await purge()).toBe(0);
  days(2);
  expect(await purge()).toBe(1);
  const page = await reader.page(api);
  expect(page.reset).toBe(true);
  expect(reader.view()).toEqual(await expectedView(api, company, anna.actor));
  expect((await reader.page(api)).reset).toBe(false);
});

test('a client that was away for less continues where it was', async () => {
  const { company, anna, giveAway, purge } = await world();
  const reader = new TestReader(anna);
  await reader.catchUp(api);
  await giveAway();
  for (let run = 0; run < 4; run += 1) {
    await purge();
    days(40);
  }
  const page = await reader.page(api);
  expect(page.reset).toBe(false);
  expect(reader.view()).toEqual(await expectedView(api, company, anna.actor));
});

test('a first reading of many pages is not thrown back by a horizon that lies before it', async () => {
  const { company, anna, giveAway, purge } = await world();
  await giveAway();
  await enlarge(company, 2_100);
  await purge();
  days(REVOCATION_DAYS + 1);
  await purge();
  const reader = new TestReader(anna);
  const resets: boolean[] = [];
  for (let more = true; more; ) {
    const page = await reader.page(api);
    resets.push(page.reset);
    more = page.more;
  }
  expect(resets.slice(1)).not.toContain(true);
  expect(reader.view()).toEqual(await expectedView(api, company, anna.actor));
});

test('wherever a purge is killed, whoever reads has what they may see, and the next day’s purge removes what was left', async () => {
  const { company, anna, giveAway, purge } = await world();
  const reader = new TestReader(anna);
  await giveAway();
  await purge();
  days(REVOCATION_DAYS + 1);
  for (let steps = 1; steps < 20; steps += 1) {
    const mortal = mortalStore(api.services.database.tenant(company.id), { steps });
    await purgeRevocations(mortal, api.clock).catch((error: unknown) => {
      if (!(error instanceof KilledError)) throw error;
    });
    await reader.catchUp(api);
    expect(reader.view()).toEqual(await expectedView(api, company, anna.actor));
  }
  days(1);
  await purge();
  const { horizonSeq = 0 } = (await company.store.collection('counters').findById(company.id)) ?? {};
  expect(horizonSeq).toBeGreaterThan(0);
  expect(await company.store.collection('revocations').count({ seq: { $lte: horizonSeq } })).toBe(0);
});

test('after a backup was restored everybody reads from scratch', async () => {
  const { company, anna } = await world();
  const reader = new TestReader(anna);
  await reader.catchUp(api);
  await renewEpochs(api.services.database, api.clock);
  expect((await reader.page(api)).reset).toBe(true);
  expect(reader.view()).toEqual(await expectedView(api, company, anna.actor));
});

test('a company’s counter stays small however long it lives, for every commit reads and writes it', async () => {
  const { company, giveAway, purge } = await world();
  // As an earlier release left it.
  const noted = Array.from({ length: REVOCATION_DAYS }, (_, day) => ({
    at: new Date(Date.parse(api.clock.now()) - (REVOCATION_DAYS - day) * 24 * 3_600_000).toISOString(),
    seq: 1,
  }));
  await company.store.collection('counters').updateOne({ _id: company.id }, { $set: { marks: noted } });
  await giveAway();
  for (let day = 0; day < 20; day += 1) {
    await purge();
    days(1);
  }
  // With every field that it can have: somebody has reserved the company.
  await company.store.collection('counters').updateOne({ _id: company.id }, { $set: { reservedBy: newToken() } });
  const counter = await api.database.raw.collection('counters').findOne({ companyId: company.id });
  expect(BSON.calculateObjectSize(counter ?? {})).toBeLessThan(400);
  const book = await company.store.collection('positionMarks').findById(company.id);
  expect(book?.marks).toHaveLength(REVOCATION_DAYS);
  // Marks recorded before it moved still give the age of a revocation.
  days(REVOCATION_DAYS - 1);
  expect(await purge()).toBe(1);
});
