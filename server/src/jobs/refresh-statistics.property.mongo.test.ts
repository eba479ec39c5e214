import type { DiscountRequest } from '@marginiq/contract/discount-request';
import fc from 'fast-check';
import { v7 } from 'uuid';
import { afterAll, test } from 'vitest';
import { commit } from '../tenancy/commit.ts';
import { toStored } from '../tenancy/documents.ts';
import { expectStatisticsOfAll } from '../testing/expect-statistics.ts';
import { KilledError, type Life, mortalStore } from '../testing/mortal-store.ts';
import { requestOf, storeRequests } from '../testing/stored-request.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { refreshStatistics } from './refresh-statistics.ts';

/*
 * Figures that follow the requests come to the same as computing everything from all requests, whatever is committed, by whomever,
 * and wherever a run is killed.
 */
const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

/** Many runs, on a machine that does other things too. */
const TIMEOUT = { timeout: 300_000 };
const SELLERS = ['Anna', 'Bert', 'Carla'] as const;
const STATUSES = ['approved', 'autoApproved', 'rejected', 'underReview', 'withdrawn'] as const;

const looks = fc.record({
  status: fc.constantFrom(...STATUSES),
  sale: fc.constantFrom('won', 'lost', 'unknown'),
  owner: fc.constantFrom(...SELLERS, null),
  customer: fc.nat({ max: 3 }),
  currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD'),
  listMinor: fc.constantFrom(-500, 0, 1_000, 70_000, 5_000_000),
  discountBp: fc.constantFrom(0, 250, 1_100, 10_000),
});
type Looks = typeof looks extends fc.Arbitrary<infer T> ? T : never;

const which = fc.nat({ max: 20 });
const step = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('submit' as const),
      looks: fc.array(looks, { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('change' as const), which, looks }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('formerRelease' as const), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('putBack' as const, 'otherCurrency' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('refresh' as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('killed' as const), afterSteps: fc.nat({ max: 60 }) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function as(company: TestCompany, request: DiscountRequest, looks: Looks): DiscountRequest {
  const { status, sale, currency, listMinor, discountBp } = looks;
  const owner = looks.owner === null ? null : company.person(looks.owner);
  const netMinor = Math.trunc((listMinor * (10_000 - discountBp)) / 10_000);
  const total = { ...request.evaluation.total, listMinor, netMinor, discountBp, marginBp: 3_000 - discountBp };
  return {
    ...request,
    ...{ status, sale, currency, ownerId: owner?.id ?? null, teamId: owner?.teamId ?? null },
    customerId: company.data.customers[looks.customer]?.id ?? request.customerId,
    evaluation: { ...request.evaluation, total },
  };
}

async function run(company: TestCompany, steps: readonly Step[]): Promise<void> {
  const { store } = company;
  const refresh = async (afterSteps = Number.POSITIVE_INFINITY) => {
    api.clock.advance({ minutes: 24 * 60 + 1 });
    const mortal = mortalStore(api.services.database.tenant(company.id), { steps: afterSteps });
    await refreshStatistics(mortal, { clock: api.clock, pause: async () => undefined }).catch((error: unknown) => {
      if (!(error instanceof KilledError)) throw error;
    });
  };
  const pick = async (number: number) => {
    const all = await store.collection('discountRequests').find({}, { sort: { seq: 1 } });
    return all[number % Math.max(all.length, 1)];
  };
  const take = async (one: Step) => {
    switch (one.kind) {
      case 'submit':
        return storeRequests(
          company,
          one.looks.map((looks) => as(company, requestOf(company, { owner: company.person('Anna') }), looks)),
        );
      case 'change':
      case 'remove': {
        const found = await pick(one.which);
        if (found === undefined) return;
        const { _id: id, ...rest } = found;
        await commit(store, async (unit) => {
          if (one.kind === 'remove') unit.remove('discountRequests', found);
          else unit.put('discountRequests', toStored(as(company, { ...rest, id }, one.looks)), found);
        });
        return;
      }
      case 'formerRelease': {
        // It has computed them from requests of some time ago.
        const history = { deals: 9, averageDiscountBp: 9, approvedShareBp: 9, wonShareBp: 9 };
        const customer = (await store.collection('customers').find({}))[one.which % 4];
        const before = await store.collection('statistics').findOne({ current: true });
        if (customer === undefined || before === null) return;
        await commit(store, async (unit) => {
          unit.put('customers', { ...customer, history });
          unit.update('statistics', { _id: before._id }, { $set: { current: false } });
          unit.put('statistics', { ...before, _id: v7(), version: before.version + 1, averageMarginBp: 9 });
        });
        return;
      }
      case 'putBack':
        await store.collection('counters').updateMany({}, { $set: { epoch: v7() } });
        return;
      case 'otherCurrency':
        await commit(store, async (unit) => {
          const own = await unit.store.collection('companies').findById(company.id);
          if (own !== null) unit.put('companies', { ...own, currency: own.currency === 'EUR' ? 'USD' : 'EUR' });
        });
        return;
      case 'refresh':
        await refresh();
        return expectStatisticsOfAll(store);
      case 'killed':
        return refresh(one.afterSteps);
    }
  };
  await storeRequests(
    company,
    SELLERS.map((name) => requestOf(company, { owner: company.person(name), status: 'approved' })),
  );
  await refresh();
  for (const one of steps) await take(one);
  await refresh();
  await expectStatisticsOfAll(store);
}

test('whatever is committed and wherever runs are killed, statistics are those of all requests', {
  timeout: 180_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 16, size: 'max' }), async (steps) => {
      await run(await createTestCompany(api.services), steps);
    }),
    { numRuns: 12 },
  );
});

// A step is before or behind a call of the database; behind one is as good as before the next. One run of this test looks at a third
// of them, and which third is drawn: all of them take two minutes.
const STRIDE = 6;
const anOffset = fc.constantFrom(0, 2, 4);

async function killedAtEachStep(what: string, offset: number): Promise<void> {
  const company = await createTestCompany(api.services);
  const requests = SELLERS.map((name) => requestOf(company, { owner: company.person(name), status: 'approved' }));
  await storeRequests(company, requests);
  const { store } = company;
  const refresh = async (life: Life) => {
    const mortal = mortalStore(api.services.database.tenant(company.id), life);
    await refreshStatistics(mortal, { clock: api.clock, pause: async () => undefined });
  };
  await refresh({ steps: Number.POSITIVE_INFINITY });
  for (let afterSteps = offset, isDone = false; !isDone; afterSteps += STRIDE) {
    api.clock.advance({ minutes: 24 * 60 + 1 });
    const customerId = company.data.customers[afterSteps % 4]?.id ?? '';
    const listMinor = 1_000 + afterSteps;
    await commit(store, async (unit) => {
      for (const { _id, ...rest } of await unit.store.collection('discountRequests').find({})) {
        const total = { ...rest.evaluation.total, listMinor, discountBp: 10 * (afterSteps % 90) };
        unit.put('discountRequests', { ...rest, _id, customerId, evaluation: { ...rest.evaluation, total } });
      }
    });
    if (what === 'the epoch') await store.collection('counters').updateMany({}, { $set: { epoch: v7() } });
    const life = { steps: afterSteps };
    await refresh(life).catch((error: unknown) => {
      if (!(error instanceof KilledError)) throw error;
    });
    isDone = life.steps > 0;
    // The lease of a run that was killed runs out.
    api.clock.advance({ seconds: 31 });
    await refresh({ steps: Number.POSITIVE_INFINITY });
    await expectStatisticsOfAll(store);
  }
}

test.each(['some requests', 'the epoch'])(
  'a run after a change of %s may be killed at any step',
  TIMEOUT,
  async (what) => {
    await fc.assert(
      fc.asyncProperty(anOffset, (offset) => killedAtEachStep(what, offset)),
      { numRuns: 1 },
    );
  },
);
