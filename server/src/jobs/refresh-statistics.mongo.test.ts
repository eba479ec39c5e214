import { MAX_STREAMED_ROWS } from '@marginiq/contract/stream';
import { describe, expect, test } from 'vitest';
import { commit } from '../tenancy/commit.ts';
import { takeLease } from '../tenancy/company-lease.ts';
import { expectStatisticsOfAll } from '../testing/expect-statistics.ts';
import { enlarge } from '../testing/large-company.ts';
import { expectPositionsHold } from '../testing/laws.ts';
import { lookedAt } from '../testing/profiler.ts';
import { requestOf, storeRequests } from '../testing/stored-request.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { startTestPair } from '../testing/test-pair.ts';
import { type RefreshPorts, refreshStatistics } from './refresh-statistics.ts';

const [api, sibling] = await startTestPair();
const CUSTOMERS = 70;

/** A company in which each customer has a deal, and one of them has many more. */
async function world({ ofOne = 0 } = {}) {
  const company = await createTestCompany(api.services);
  await enlarge(company, CUSTOMERS);
  const customers = await company.store.collection('customers').find({}, { sort: { seq: 1 } });
  const owner = company.person('Anna');
  const deal = (customerId: string, index: number) =>
    requestOf(company, { owner, customerId, status: 'approved', sale: 'won', discountBp: 100 + index });
  const first = customers[0]?._id ?? '';
  await storeRequests(company, [
    ...customers.map(({ _id }, index) => deal(_id, index)),
    ...Array.from({ length: ofOne }, (_, index) => deal(first, index)),
  ]);
  return { company, store: company.store, customers };
}

const noPause = async () => undefined;

/** A day later. */
function refresh(company: TestCompany, ports: Partial<RefreshPorts> = {}): Promise<number> {
  api.clock.advance({ minutes: 24 * 60 + 1 });
  return again(company, ports);
}
const again = ({ store }: TestCompany, ports: Partial<RefreshPorts> = {}) =>
  refreshStatistics(store, { clock: api.clock, pause: noPause, ...ports });

/** Ports that do something in a run's pause of this number. */
function inPause(number: number, what: () => Promise<unknown>): Partial<RefreshPorts> {
  let pauses = 0;
  return {
    pause: async () => {
      pauses += 1;
      if (pauses === number) await what();
    },
  };
}

async function changeOne({ store }: TestCompany): Promise<void> {
  const [one] = await store.collection('discountRequests').find({ sale: 'won' }, { limit: 1 });
  if (one === undefined) throw new Error('there is no deal');
  await commit(store, async (unit) => unit.put('discountRequests', { ...one, sale: 'lost' }, one));
}

describe('a refresh of statistics', () => {
  test('a refresh of statistics reads all requests the first time alone, then those that changed, and no figures if nothing did', async () => {
    const { company, store } = await world({ ofOne: 450 });
    expect(await refresh(company)).toBeGreaterThan(CUSTOMERS);
    await expectStatisticsOfAll(store);
    const documents = async (collection: string) => {
      const looked = await lookedAt(api.database, () => refresh(company));
      for (const { what, keys, documents: read, found } of looked) {
        expect(read, what).toBeLessThanOrEqual(2 * found + 60);
        expect(keys, what).toBeLessThanOrEqual(4 * found + 60);
      }
      return looked.filter((one) => one.collection === collection).reduce((sum, one) => sum + one.documents, 0);
    };
    await changeOne(company);
    expect(await documents('discountRequests')).toBeLessThan(10);
    await expectStatisticsOfAll(store);
    // The second run looks at the customers that the first has written; the third has nothing to look at.
    await refresh(company);
    expect(await documents('dealFigures')).toBe(0);
    await expectStatisticsOfAll(store);
  });

  test('a refresh writes no more in one commit than streams carry, and pauses in between', async () => {
    const { company, store } = await world();
    const start = await company.seq();
    const pauses: number[] = [];
    const reached: number[] = [];
    await refresh(company, {
      pause: async (ms) => {
        pauses.push(ms);
        reached.push(await company.seq());
      },
    });
    const rows = await store.collection('changes').find({ seq: { $gt: start } }, { sort: { seq: 1 } });
    expect(rows.length).toBeGreaterThan(CUSTOMERS / MAX_STREAMED_ROWS);
    for (const { touched, seq, after } of rows) {
      expect(touched?.length).toBeLessThanOrEqual(MAX_STREAMED_ROWS);
      // Somebody who pushes has their turn before each.
      expect(reached, `before ${seq}`).toContain(after);
    }
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(100);
    await expectStatisticsOfAll(store);
    await expectPositionsHold(api, company);
  });

  test('a refresh includes what people commit in its pauses', async () => {
    const { company, store } = await world();
    await refresh(company, { pause: () => changeOne(company) });
    await refresh(company);
    await expectStatisticsOfAll(store);
    await expectPositionsHold(api, company);
  });

  test('a stopped refresh ends at its next pause, and the next one continues', async () => {
    const { company, store } = await world();
    const start = await company.seq();
    const stopping = new AbortController();
    const stop = inPause(4, async () => stopping.abort());
    expect(await refresh(company, { ...stop, signal: stopping.signal })).toBe(0);
    const done = await store.collection('customers').count({ seq: { $gt: start } });
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(CUSTOMERS);
    // Not a day later: what was stopped is still due.
    expect(await again(company)).toBeGreaterThan(0);
    await expectStatisticsOfAll(store);
  });
});

describe('beside other long work', () => {
  const importing = (company: TestCompany) => takeLease(company.store, { what: 'an import', clock: api.clock });

  test('a refresh leaves a company alone while an import is under way', async () => {
    const { company, store } = await world();
    api.clock.advance({ minutes: 24 * 60 + 1 });
    const { lease } = await importing(company);
    const start = await company.seq();
    expect(await again(company)).toBe(0);
    expect(await company.seq()).toBe(start);
    await lease?.release();
    expect(await again(company)).toBeGreaterThan(0);
    await expectStatisticsOfAll(store);
  });

  test('an import takes the company from a refresh that is under way, which ends and is continued later', async () => {
    const { company, store } = await world();
    let taken: Awaited<ReturnType<typeof importing>> | undefined;
    const reached: number[] = [];
    const take = inPause(4, async () => {
      taken = await importing(company);
      reached.push(await company.seq());
    });
    expect(await refresh(company, take)).toBe(0);
    expect(taken?.lease).toBeDefined();
    expect(await company.seq()).toBe(reached[0]);
    await taken?.lease?.release();
    await again(company);
    await expectStatisticsOfAll(store);
  });

  test('a refresh does not take an import’s lease that a former release took after a refresh', async () => {
    const { company, store } = await world();
    await refresh(company);
    // As that release does it: it knows of nobody who gives way, and leaves that field as it is.
    const found = await store.collection('leases').findById(company.id);
    const now = api.clock.now();
    const until = new Date(Date.parse(now) + 30_000).toISOString();
    const taking = { number: (found?.number ?? 0) + 1, holder: api.clock.newId(), what: 'an import', since: now };
    await store.collection('leases').updateMany({}, { $set: { ...taking, renewedAt: now, until } });
    expect((await importing(company)).lease).toBeNull();
  });

  test('a run whose lease ran out and that continues beside its successor changes nothing any more', async () => {
    const { company, store } = await world({ ofOne: 450 });
    const otherStore = sibling.services.database.tenant(company.id);
    const other: number[] = [];
    // Before anything is published, so that both would write the same figures.
    const overtaken = inPause(1, async () => {
      api.clock.advance({ seconds: 31 });
      other.push(await refreshStatistics(otherStore, { clock: api.clock, pause: noPause }));
      other.push(await company.seq());
    });
    expect(await refresh(company, overtaken)).toBe(0);
    expect(other[0]).toBeGreaterThan(CUSTOMERS);
    expect(await company.seq()).toBe(other[1]);
    await expectStatisticsOfAll(store);
  });
});
