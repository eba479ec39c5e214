import { setTimeout as wait } from 'node:timers/promises';
import { enlarge } from '@marginiq/server/testing/large-company';
import { requestOf, storeRequests } from '@marginiq/server/testing/stored-request';
import { createTestCompany, type TestCompany } from '@marginiq/server/testing/test-company';
import type { BenchWorld, Figures } from '../bench.ts';
import { PersonAtWork } from '../import/person-at-work.ts';
import { median, quantile } from '../statistics.ts';
import { startApi } from './api-process.ts';
import { type BenchDatabase, openDatabase } from './bench-database.ts';
import { aNumber, Child } from './child.ts';

const CUSTOMERS = 2_000;
const REQUESTS = 20_000;
const STORED_AT_ONCE = 500;
/** Before the long work and behind it. */
const ALONE_MS = 20_000;
const WITHIN_MS = 20 * 60_000;
const LONG_AGO = '2020-01-01T00:00:00.000Z';

/** A company with a long history, for which no statistics were made yet. */
async function longLived(database: BenchDatabase): Promise<TestCompany> {
  const company = await createTestCompany(database);
  await enlarge(company, CUSTOMERS);
  const customers = await company.store.collection('customers').find({}, { projection: { _id: 1 } });
  const owners = (['Anna', 'Bert', 'Carla', 'Dirk'] as const).map((name) => company.person(name));
  for (let from = 0; from < REQUESTS; from += STORED_AT_ONCE) {
    const requests = Array.from({ length: STORED_AT_ONCE }, (_, index) => {
      const [owner, customer] = [owners[index % owners.length], customers[(from + index) % customers.length]];
      if (owner === undefined || customer === undefined) throw new Error('nobody is there');
      const discountBp = 100 + ((from + index) % 1_400);
      return requestOf(company, { owner, customerId: customer._id, status: 'approved', sale: 'won', discountBp });
    });
    await storeRequests(company, requests);
  }
  return company;
}

/** As before the first refresh, on the same requests. */
async function forgetStatistics({ raw }: BenchDatabase, { id: companyId }: TestCompany): Promise<void> {
  const none = { deals: 0, averageDiscountBp: 0, approvedShareBp: 0, wonShareBp: 0 };
  await raw.collection('statisticsState').deleteMany({ companyId });
  await raw.collection('dealFigures').deleteMany({ companyId });
  await raw.collection('customers').updateMany({ companyId }, { $set: { history: none } });
  await raw.collection('tenantMetrics').updateMany({ companyId }, { $set: { computedAt: LONG_AGO } });
}

/**
 * How long a person's pushes take while the statistics of their company are made for the first time, by a worker of its own, beside
 * how long they take before and after.
 */
export async function shortBesideLong({ mongoUri, runs, log }: BenchWorld): Promise<Figures> {
  await using opened = await openDatabase(mongoUri);
  const company = await longLived(opened);
  await using api = await startApi(mongoUri, opened.name);
  const measured: { alone: number; beside: number; longMs: number }[] = [];
  for (let run = 0; run < runs; run += 1) {
    await forgetStatistics(opened, company);
    const person = await PersonAtWork.start(api, company);
    try {
      person.during = 'alone';
      await wait(ALONE_MS);
      const args = [mongoUri, opened.name, company.id];
      await using worker = new Child({ entry: 'bench/src/node/refresh-process.ts', args });
      const started = performance.now();
      person.during = 'long';
      const changed = await worker.heard('it had refreshed', aNumber('refreshed', 'changed'), WITHIN_MS);
      const longMs = performance.now() - started;
      if (changed < CUSTOMERS) throw new Error(`only ${changed} documents were changed`);
      person.during = 'alone';
      await wait(ALONE_MS);
      const [alone, beside] = [person.waits('alone'), person.waits('long')].map((waits) => quantile(waits, 0.95));
      if (alone === undefined || beside === undefined) throw new Error('nothing was pushed');
      measured.push({ alone, beside, longMs });
      log(
        `95 % of pushes within ${beside.toFixed(0)} ms beside long work of ${(longMs / 1_000).toFixed(0)} s, ${alone.toFixed(0)} ms alone`,
      );
    } finally {
      await person.end();
    }
  }
  return {
    shortBesideLongP95: median(measured.map(({ alone, beside }) => beside / alone)),
    shortAloneP95Ms: median(measured.map(({ alone }) => alone)),
    longMs: median(measured.map(({ longMs }) => longMs)),
  };
}
