import { isDeepStrictEqual } from 'node:util';
import { MAX_STREAMED_ROWS } from '@marginiq/contract/stream';
import { commit } from '../tenancy/commit.ts';
import type { CompanyLease } from '../tenancy/company-lease.ts';
import type { UnfitDocumentError } from '../tenancy/fit.ts';
import type { Deal, DealFiguresRecord } from '../tenancy/statistics-documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { DealsBy, historyOf } from './compute-statistics.ts';
import { asOfAtLeast, moveState, moveStateIn, type State } from './statistics-state.ts';

/**
 * How many documents go into one commit: as many as a stream carries, so that no device has to pull for them, and none of them at
 * the same instant.
 */
export const AT_ONCE = MAX_STREAMED_ROWS;

/** How many customers are checked at a time for a changed history. */
const LOOKED_AT = 200;

export interface Telling {
  lease: CompanyLease;
  onUnfit: (error: UnfitDocumentError) => void;
}

/** A state, how many documents were changed on the way to it, and whether that was all. */
export interface Told {
  state: State;
  changed: number;
  isDone: boolean;
}

const pagesOfThese = (store: TenantStore, customerIds: readonly string[]) =>
  store.collection('dealFigures').find({ customerId: { $in: [...customerIds] } });

function dealsOf(pages: readonly DealFiguresRecord[]): (customerId: string) => readonly Deal[] {
  const deals = new DealsBy();
  for (const page of pages) for (const deal of page.deals) deals.add(page.customerId, deal);
  return (customerId) => deals.of(customerId);
}

/** Gives these customers the history that the figures give. */
async function tell(
  store: TenantStore,
  { state, customerIds, change }: { state: State; customerIds: readonly string[]; change: Partial<State> },
  { lease, onUnfit }: Telling,
): Promise<{ state: State; changed: number }> {
  const { result } = await commit(store, async (unit) => {
    lease.guard(unit);
    const next = await moveStateIn(unit, state, change);
    const pages = await pagesOfThese(unit.store, customerIds);
    const deals = dealsOf(pages);
    const customers = await unit.store.collection('customers').findByIds(customerIds);
    const unfit: UnfitDocumentError[] = [];
    let changed = 0;
    for (const customer of customers.values()) {
      const history = historyOf(deals(customer._id));
      if (isDeepStrictEqual(history, customer.history)) continue;
      const why = unit.putIfFit('customers', { ...customer, history }, customer);
      if (why === null) changed += 1;
      else unfit.push(why);
    }
    // Whatever could not be published is retried, and reported again, each time.
    const left = new Set(unfit.map(({ id }) => id));
    for (const { _id, untold, customerId } of pages) {
      if (untold === undefined || left.has(customerId)) continue;
      unit.amendUnsynced('dealFigures', { filter: { _id }, change: { $unset: { untold: true } } });
    }
    return { next, changed, unfit };
  });
  for (const error of result.unfit) onUnfit(error);
  return { state: result.next, changed: result.changed };
}

/** Tells the next customers whose deals are other ones. @param after those up to this id had their turn in this run */
export async function tellUntold(
  store: TenantStore,
  { state, after }: { state: State; after: string },
  telling: Telling,
): Promise<Told & { after: string }> {
  const untold = { untold: true, customerId: { $gt: after } };
  const pages = await store
    .collection('dealFigures')
    .find(untold as never, { sort: { customerId: 1 }, limit: LOOKED_AT, projection: { customerId: 1 } });
  // Several pages may be one customer's.
  const customerIds = [...new Set(pages.map(({ customerId }) => customerId))].slice(0, AT_ONCE);
  const last = customerIds.at(-1);
  if (last === undefined) return { state, changed: 0, isDone: true, after };
  return { ...(await tell(store, { state, customerIds, change: {} }, telling)), isDone: false, after: last };
}

/**
 * Looks at the next customers that were written since the last time, and corrects those whose history is not what the figures give:
 * after the figures were made from scratch, or another release has written its own.
 * @param upTo what is written behind it is looked at next time: what is written here, too
 */
export async function tellWritten(
  store: TenantStore,
  { state, upTo }: { state: State; upTo: number },
  telling: Telling,
): Promise<Told> {
  const { customersUpTo } = state;
  if (customersUpTo >= upTo) return { state, changed: 0, isDone: true };
  const { end, differing } = await asOfAtLeast(store, upTo, async (asOf) => {
    const range = { seq: { $gt: customersUpTo, $lte: upTo } };
    const projection = { seq: 1, history: 1 } as const;
    const written = await asOf.collection('customers').find(range, { sort: { seq: 1 }, limit: LOOKED_AT, projection });
    const ids = written.map(({ _id }) => _id);
    const deals = dealsOf(await pagesOfThese(asOf, ids));
    const others = written.filter(({ _id, history }) => !isDeepStrictEqual(historyOf(deals(_id)), history));
    return { end: written.length < LOOKED_AT ? upTo : (written.at(-1)?.seq ?? upTo), differing: others };
  });
  const some = differing.slice(0, AT_ONCE);
  const lastOfSome = some.at(-1);
  if (lastOfSome === undefined) {
    return { state: await moveState(store, state, { customersUpTo: end }), changed: 0, isDone: end === upTo };
  }
  const reached = differing.length > AT_ONCE ? lastOfSome.seq : end;
  const customerIds = some.map(({ _id }) => _id);
  const told = await tell(store, { state, customerIds, change: { customersUpTo: reached } }, telling);
  return { ...told, isDone: reached === upTo };
}
