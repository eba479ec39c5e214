import { isDeepStrictEqual } from 'node:util';
import type { Statistics } from '@marginiq/contract/reference';
import type { Clock } from '../services.ts';
import { type Commit, commit } from '../tenancy/commit.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { type ComputedStatistics, computeStatistics } from './compute-statistics.ts';

/** When the day's statistics are due, in UTC. A worker that was down then makes up for it when it is back. */
const NIGHTLY_HOUR = 2;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const COUNTED = { status: 1, sale: 1, customerId: 1, ownerId: 1, 'evaluation.total': 1 } as const;
const NO_HISTORY = { deals: 0, averageDiscountBp: 0, approvedShareBp: 0, wonShareBp: 0 };

type Current = { version: number; computedAt: string; seq: number } | null;

function lastNight(now: string): string {
  const shifted = Date.parse(now) - NIGHTLY_HOUR * HOUR_MS;
  return new Date(shifted - (shifted % DAY_MS) + NIGHTLY_HOUR * HOUR_MS).toISOString();
}

/** Once a night, and soon after an import, whose deals change what is usual. Never where nothing happened since. */
async function isDue(store: TenantStore, current: Current, now: string): Promise<boolean> {
  if (current === null) return true;
  const counter = await store.collection('counters').findById(store.companyId);
  // The statistics are the last that their commit writes.
  if (counter?.seq === current.seq) return false;
  if (current.computedAt < lastNight(now)) return true;
  const imported = await store.collection('imports').findOne({}, { sort: { at: -1 } });
  return imported !== null && imported.at > current.computedAt;
}

/** The ids of the documents that say something else than what was computed. */
async function findChanged(store: TenantStore, { histories, patterns }: ComputedStatistics) {
  const customers = await store.collection('customers').find({}, { projection: { history: 1 } });
  const users = await store.collection('users').find({}, { projection: { pattern: 1 } });
  const id = ({ _id }: { _id: string }) => _id;
  return {
    customers: customers
      .filter(({ _id, history }) => !isDeepStrictEqual(history, histories.get(_id) ?? NO_HISTORY))
      .map(id),
    users: users.filter(({ _id, pattern }) => !isDeepStrictEqual(pattern, patterns.get(_id) ?? null)).map(id),
  };
}

/** @returns how many documents it wrote; 0 where another worker was faster */
async function write(
  unit: Commit,
  {
    current,
    computed,
    changed,
  }: { current: Current; computed: ComputedStatistics; changed: { customers: string[]; users: string[] } },
  statistics: Omit<Statistics, 'companyId' | 'seq' | 'kind' | 'version' | 'id'> & { _id: string },
): Promise<number> {
  const { store } = unit;
  const standing = await store.collection('tenantMetrics').findOne({ current: true });
  if (standing?.version !== current?.version) return 0;
  const customers = await store.collection('customers').findByIds(changed.customers);
  const users = await store.collection('users').findByIds(changed.users);
  for (const customer of customers.values()) {
    unit.put('customers', { ...customer, history: computed.histories.get(customer._id) ?? NO_HISTORY });
  }
  for (const user of users.values()) unit.put('users', { ...user, pattern: computed.patterns.get(user._id) ?? null });
  // The one before only loses its mark: it is kept for replaying old decisions, and is no news.
  await store.collection('tenantMetrics').updateMany({ current: true }, { $set: { current: false } });
  unit.put('tenantMetrics', {
    ...statistics,
    companyId: store.companyId,
    seq: 0,
    kind: 'statistics',
    version: (current?.version ?? 0) + 1,
    current: true,
  });
  return customers.size + users.size + 1;
}

/**
 * Computes a company's averages, its customers' histories and its salespeople's patterns anew, where that is due. Only
 * documents that changed get a new position, so that clients pull no more than the news.
 *
 * @returns how many documents it wrote
 */
export async function refreshStatistics(store: TenantStore, clock: Clock): Promise<number> {
  const now = clock.now();
  const current: Current = await store.collection('tenantMetrics').findOne({ current: true });
  if (!(await isDue(store, current, now))) return 0;
  // Outside of the transaction on purpose: a request decided meanwhile counts tomorrow.
  const past = await store.collection('discountRequests').find({}, { projection: COUNTED });
  const computed = computeStatistics(past);
  const changed = await findChanged(store, computed);
  const statistics = { ...computed.company, computedAt: now, _id: clock.newId() };
  const { result } = await commit(store, (unit) => write(unit, { current, computed, changed }, statistics));
  return result;
}
