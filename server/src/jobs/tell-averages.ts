import { isDeepStrictEqual } from 'node:util';
import type { Statistics } from '@marginiq/contract/reference';
import { SYSTEM } from '@marginiq/domain/decision';
import { done } from '@marginiq/domain/govern/action';
import { perform } from '../audit/perform.ts';
import type { Clock } from '../clock.ts';
import { commit } from '../tenancy/commit.ts';
import type { UnfitDocumentError } from '../tenancy/fit.ts';
import type { Deal } from '../tenancy/statistics-documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { type CompanyAverages, DealsBy, patternOf } from './compute-statistics.ts';
import { moveStateIn, type State } from './statistics-state.ts';
import { AT_ONCE, type Telling } from './tell-histories.ts';

/** So many pages of figures are read at once. */
const PAGES_AT_ONCE = 200;

/** All deals of the company, read piece by piece. */
export async function allDeals(store: TenantStore, pause: () => Promise<unknown>): Promise<Deal[]> {
  const deals: Deal[] = [];
  for (let from = 0; ; ) {
    const pages = await store
      .collection('dealFigures')
      .find({ n: { $gte: from } }, { sort: { n: 1 }, limit: PAGES_AT_ONCE });
    for (const page of pages) deals.push(...page.deals);
    const last = pages.at(-1);
    if (last === undefined || pages.length < PAGES_AT_ONCE) return deals;
    from = last.n + 1;
    await pause();
  }
}

/** People whose pattern is not what their deals say. */
export async function otherPatterns(
  store: TenantStore,
  deals: readonly Deal[],
): Promise<{ ids: string[]; byOwner: DealsBy }> {
  const byOwner = new DealsBy();
  for (const deal of deals) byOwner.add(deal.ownerId, deal);
  const people = await store.collection('users').find({}, { projection: { pattern: 1 } });
  const others = people.filter(({ _id, pattern }) => !isDeepStrictEqual(patternOf(byOwner.of(_id)), pattern ?? null));
  return { ids: others.map(({ _id }) => _id), byOwner };
}

/** Gives the next of these people the pattern that their deals give. */
export async function tellPatterns(
  store: TenantStore,
  { state, ids, byOwner }: { state: State; ids: readonly string[]; byOwner: DealsBy },
  { lease, onUnfit }: Telling,
): Promise<{ state: State; changed: number }> {
  const { result } = await commit(store, async (unit) => {
    lease.guard(unit);
    const next = await moveStateIn(unit, state, {});
    const users = await unit.store.collection('users').findByIds(ids.slice(0, AT_ONCE));
    const unfit: UnfitDocumentError[] = [];
    let changed = 0;
    for (const user of users.values()) {
      const pattern = patternOf(byOwner.of(user._id));
      if (isDeepStrictEqual(pattern, user.pattern)) continue;
      const why = unit.putIfFit('users', { ...user, pattern }, user);
      if (why === null) changed += 1;
      else unfit.push(why);
    }
    return { next, changed, unfit };
  });
  for (const error of result.unfit) onUnfit(error);
  return { state: result.next, changed: result.changed };
}

/** The averages of the current version, if it was computed from exactly the current figures. */
export function stillCounted(
  state: State,
  current: (CompanyAverages & { _id: string }) | null,
): CompanyAverages | null {
  if (current === null || state.counted !== current._id) return null;
  const { deals, averageDiscountBp, averageMarginBp, leftOut } = current;
  return { deals, averageDiscountBp, averageMarginBp, leftOut };
}

/**
 * Writes the next version of the company's statistics. The one before only loses its mark: it is kept for replaying old decisions, and is
 * no news.
 */
export async function tellAverages(
  store: TenantStore,
  { state, averages, changed }: { state: State; averages: CompanyAverages; changed: number },
  { lease, clock }: Telling & { clock: Clock },
): Promise<State> {
  const { result } = await commit(store, async (unit) => {
    lease.guard(unit);
    const [id, at] = [clock.newId(), clock.now()];
    const next = await moveStateIn(unit, state, { counted: id });
    const before = await unit.store.collection('statistics').findOne({ current: true });
    const version = (before?.version ?? 0) + 1;
    if (before !== null) {
      unit.update('statistics', { _id: before._id, current: true }, { $set: { current: false } });
    }
    const statistics: Omit<Statistics, 'id'> = {
      companyId: store.companyId,
      seq: 0,
      kind: 'statistics',
      version,
      ...averages,
      computedAt: at,
    };
    unit.put('statistics', { ...statistics, _id: id, current: true });
    const { averageDiscountBp, averageMarginBp } = averages;
    const after = { version, histories: changed, averageDiscountBp, averageMarginBp };
    perform(unit, { actor: SYSTEM, clock }, 'statistics.refresh', done(undefined, { after }), { at });
    return next;
  });
  return result;
}
