import { expect, test } from 'vitest';
import type { Database } from '../../tenancy/database.ts';
import type { TenantStore } from '../../tenancy/tenant-store.ts';
import { startTestApi, type TestApi } from '../test-api.ts';
import { runHostile } from './run-hostile.ts';

const options = { seed: 1, attempts: 400, floods: false, log: () => undefined };
const targetOf = (api: TestApi) => ({ ...api, isAlive: () => true });

test('a server as it should be leaves nothing to find', async () => {
  await using api = await startTestApi();
  const report = await runHostile(targetOf(api), options);
  expect(report.examples).toEqual([]);
  expect(report.attempts).toBe(400);
}, 120_000);

/** Makes every query of a store find the documents of all companies, as if the company were missing in its filter. */
function withoutCompanyFilter(store: TenantStore, others: () => TenantStore[]): TenantStore {
  const collection: TenantStore['collection'] = store.collection.bind(store);
  const asOfNow: TenantStore['asOfNow'] = store.asOfNow.bind(store);
  const broken: TenantStore['collection'] = (name) => {
    const own = collection(name);
    const find = own.find.bind(own);
    own.find = async (...asked) => {
      const theirs = others().map((other) => other.collection(name).find(...asked));
      return (await Promise.all([find(...asked), ...theirs])).flat();
    };
    return own;
  };
  store.collection = broken;
  store.asOfNow = (work) => asOfNow((inner) => work(withoutCompanyFilter(inner, others)));
  return store;
}

test('a company filter that is missing is found, as leaks', async () => {
  await using api = await startTestApi();
  const { database } = api.services;
  const open = database.tenant.bind(database);
  const seen = new Set<string>();
  const broken: Database['tenant'] = (companyId) => {
    seen.add(companyId);
    const others = () => [...seen].filter((id) => id !== companyId).map(open);
    return withoutCompanyFilter(open(companyId), others);
  };
  database.tenant = broken;
  const { counts, examples } = await runHostile(targetOf(api), options);
  expect(counts.leak).toBeGreaterThan(0);
  expect(examples[0]).toMatch(/^leak, seed 1, attempt 0\.\d+ \(.*\): .* was told$/);
}, 120_000);
