import { isDeepStrictEqual } from 'node:util';
import { NO_HISTORY } from '@marginiq/contract/customer';
import type { Statistics } from '@marginiq/contract/reference';
import { SYSTEM } from '@marginiq/domain/decision';
import { done } from '@marginiq/domain/govern/action';
import { perform } from '../audit/perform.ts';
import type { Clock } from '../services.ts';
import { commit } from '../tenancy/commit.ts';
import type { UnfitDocumentError } from '../tenancy/fit.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { computeStatistics } from './compute-statistics.ts';

/** Statistics this old are computed anew. */
const MAX_AGE_MS = 24 * 3_600_000;

const COUNTED = {
  status: 1,
  sale: 1,
  customerId: 1,
  ownerId: 1,
  companyId: 1,
  currency: 1,
  'evaluation.total': 1,
} as const;

/** Those that have a history or a pattern, whether or not a deal is still there to say so. */
const HAS_HISTORY = { 'history.deals': { $gt: 0 } };
const HAS_PATTERN = { 'pattern.deals': { $gt: 0 } };

/**
 * Computes a company's averages, its customers' histories and its salespeople's patterns anew, once a day. Only
 * documents that changed get a new position, so that clients pull no more than the news. Whoever's deals are all gone has
 * neither history nor pattern any more.
 *
 * @param onUnfit told of each document that stays as it is because devices could not read it
 * @returns how many documents changed; 0 where the statistics are young enough
 */
export async function refreshStatistics(
  store: TenantStore,
  clock: Clock,
  onUnfit: (error: UnfitDocumentError) => void = () => undefined,
): Promise<number> {
  const now = clock.now();
  const current = await store.collection('tenantMetrics').findOne({ current: true });
  if (current !== null && Date.parse(now) - Date.parse(current.computedAt) < MAX_AGE_MS) return 0;
  // Outside of the transaction on purpose: a request decided meanwhile counts tomorrow.
  const past = await store.collection('discountRequests').find({}, { projection: COUNTED });
  const company = await store.collection('companies').findById(store.companyId);
  const { company: averages, histories, patterns } = computeStatistics(past, company?.currency ?? null);

  const { result } = await commit(store, async (unit) => {
    let changed = 0;
    const count = (unfit: UnfitDocumentError | null) => {
      if (unfit === null) changed += 1;
      else onUnfit(unfit);
    };
    const ids = { projection: { _id: 1 } } as const;
    const known = await unit.store.collection('customers').find(HAS_HISTORY as never, ids);
    const customerIds = new Set([...histories.keys(), ...known.map(({ _id }) => _id)]);
    const customers = await unit.store.collection('customers').findByIds(customerIds);
    for (const customer of customers.values()) {
      const history = histories.get(customer._id) ?? NO_HISTORY;
      if (isDeepStrictEqual(history, customer.history)) continue;
      count(unit.putIfFit('customers', { ...customer, history }));
    }
    const sellers = await unit.store.collection('users').find(HAS_PATTERN as never, ids);
    const userIds = new Set([...patterns.keys(), ...sellers.map(({ _id }) => _id)]);
    const users = await unit.store.collection('users').findByIds(userIds);
    for (const user of users.values()) {
      const pattern = patterns.get(user._id) ?? null;
      if (isDeepStrictEqual(pattern, user.pattern)) continue;
      count(unit.putIfFit('users', { ...user, pattern }));
    }
    const before = await unit.store.collection('tenantMetrics').findOne({ current: true });
    const version = (before?.version ?? 0) + 1;
    // The one before only loses its mark: it is kept for replaying old decisions, and is no news.
    if (before !== null) {
      unit.update('tenantMetrics', { _id: before._id, current: true }, { $set: { current: false } });
    }
    const statistics: Omit<Statistics, 'id'> = {
      companyId: store.companyId,
      seq: 0,
      kind: 'statistics',
      version,
      ...averages,
      computedAt: now,
    };
    unit.put('tenantMetrics', { ...statistics, _id: clock.newId(), current: true });
    const { averageDiscountBp, averageMarginBp } = averages;
    const after = { version, histories: changed, averageDiscountBp, averageMarginBp };
    perform(unit, { actor: SYSTEM, clock }, 'statistics.refresh', done(undefined, { after }), { at: now });
    return changed + 1;
  });
  return result;
}
