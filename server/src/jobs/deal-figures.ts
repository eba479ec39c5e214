import { fullRevocation } from '../tenancy/revocation.ts';
import type { DealFiguresRecord } from '../tenancy/statistics-documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { dealOf, type Past } from './deal.ts';
import { applyChanges, type Change, pagesOf } from './deal-pages.ts';
import { asOfAtLeast, moveState, type State } from './statistics-state.ts';

/** So many requests are read at once. Whoever pushes meanwhile waits for none of it: no commit is made. */
const AT_ONCE = 200;

const COUNTED = {
  status: 1,
  sale: 1,
  customerId: 1,
  ownerId: 1,
  companyId: 1,
  currency: 1,
  seq: 1,
  'evaluation.total': 1,
} as const;

/** The fields read of a request. */
type Read = Omit<Past, 'id'> & { _id: string; seq: number };

const pastOf = ({ _id: id, ...rest }: Read): Past => ({ id, ...rest });

async function write(
  store: TenantStore,
  { state, change, pages }: { state: State; change: Partial<State>; pages: DealFiguresRecord[] },
): Promise<State> {
  if (pages.length === 0) return moveState(store, state, change);
  return store.transaction(async (inTransaction) => {
    const next = await moveState(inTransaction, state, { ...change, counted: null });
    await inTransaction.collection('dealFigures').replaceMany(pages);
    return next;
  });
}

/** The requests of the next customers, each with all of theirs. */
async function requestsOfNext(asOf: TenantStore, after: string): Promise<Map<string, Past[]>> {
  const requests = asOf.collection('discountRequests');
  const read = (filter: object, limit?: number): Promise<Read[]> =>
    requests.find(filter as never, {
      sort: { customerId: 1, changedAt: -1 },
      projection: COUNTED,
      ...(limit === undefined ? {} : { limit }),
    });
  const byCustomer = (found: Read[]) => Map.groupBy(found.map(pastOf), ({ customerId }) => customerId);
  const found = await read({ customerId: { $gt: after } }, AT_ONCE);
  const last = found.at(-1)?.customerId;
  if (found.length < AT_ONCE || last === undefined) return byCustomer(found);
  // There may be more of the last one.
  const whole = found.filter(({ customerId }) => customerId !== last);
  return byCustomer(whole.length > 0 ? whole : await read({ customerId: last }));
}

/** Makes the figures of the next customers. */
async function build(store: TenantStore, state: State, after: string): Promise<State> {
  const found = await asOfAtLeast(store, state.requestsUpTo, (asOf) => requestsOfNext(asOf, after));
  const pages: DealFiguresRecord[] = [];
  let { nextPage } = state;
  for (const [customerId, requests] of found) {
    const deals = requests.flatMap((past) => dealOf(past, state.currency) ?? []);
    const paged = pagesOf(customerId, deals, { companyId: store.companyId, nextPage });
    pages.push(...paged.changed);
    nextPage = paged.nextPage;
  }
  const builtUpTo = [...found.keys()].at(-1) ?? null;
  return write(store, { state, change: { builtUpTo, nextPage }, pages });
}

/** Which requests are other ones since then, and up to where that is all. */
async function changesSince(asOf: TenantStore, after: number, [upTo, currency]: [number, string | null]) {
  const behind = { seq: { $gt: after, $lte: upTo } };
  const inOrder = { sort: { seq: 1 as const }, limit: AT_ONCE };
  const requests: Read[] = await asOf.collection('discountRequests').find(behind, { ...inOrder, projection: COUNTED });
  const revocations = await asOf.collection('revocations').find(behind, inOrder);
  // Whatever comes after the last of the requested number is left for next time.
  const ends = [requests, revocations].map((found) => (found.length < AT_ONCE ? upTo : (found.at(-1)?.seq ?? upTo)));
  const end = Math.min(...ends);
  const gone = revocations
    .filter(({ seq, collection }) => seq <= end && collection === 'requests')
    .map(fullRevocation)
    .filter(({ remaining }) => remaining.length === 0)
    .map(({ documentId }) => documentId);
  const still = await asOf.collection('discountRequests').findByIds(gone);
  const changes: Change[] = gone.filter((id) => !still.has(id)).map((requestId) => ({ requestId, now: null }));
  for (const read of requests.filter(({ seq }) => seq <= end)) {
    const deal = dealOf(pastOf(read), currency);
    changes.push({ requestId: read._id, now: deal === null ? null : { customerId: read.customerId, deal } });
  }
  return { changes, end };
}

/** Takes over what was written since, as far as it is read at once. */
async function follow(store: TenantStore, state: State): Promise<State> {
  const { requestsUpTo, currency } = state;
  const { changes, end, pages } = await asOfAtLeast(store, requestsUpTo, async (asOf, upTo) => {
    const since = await changesSince(asOf, requestsUpTo, [upTo, currency]);
    const figures = asOf.collection('dealFigures');
    const ids = since.changes.map(({ requestId }) => requestId);
    const customerIds = new Set(since.changes.flatMap(({ now }) => now?.customerId ?? []));
    const find = (filter: object) => figures.find(filter as never);
    const holding = await find({ 'deals.id': { $in: ids } });
    const withRoom = await find({ customerId: { $in: [...customerIds] }, isFull: false });
    const found = new Map([...holding, ...withRoom].map((page) => [page._id, page]));
    return { ...since, pages: [...found.values()] };
  });
  if (end === requestsUpTo) return state;
  const { changed, nextPage } = applyChanges(pages, changes, { companyId: store.companyId, nextPage: state.nextPage });
  return write(store, { state, change: { requestsUpTo: end, nextPage }, pages: changed });
}

/**
 * One step towards figures that are as the requests are: they are made customer by customer, then follow by position. The requests'
 * own positions say what was written since, whichever release wrote it and however long ago, so the log of changes is not needed.
 *
 * No commit is made: people's commits are neither overtaken nor held up. What is written, it is under the state's round.
 * @returns the state after it; the same one, if there is nothing left to do
 * @throws StatisticsOvertakenError
 */
export async function nextFigures(store: TenantStore, state: State): Promise<State> {
  // Before any are made, so that nobody ever reads leftovers of others.
  if (state.builtUpTo === '' && state.firstPage > 0) {
    await store.collection('dealFigures').deleteMany({ n: { $lt: state.firstPage } });
  }
  return state.builtUpTo === null ? follow(store, state) : build(store, state, state.builtUpTo);
}
