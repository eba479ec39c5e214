import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { OPEN_STATUSES } from '@marginiq/contract/request-status';
import type { Instant } from '@marginiq/contract/scalars';
import { apply } from '@marginiq/domain/apply';
import { decideExpiry } from '@marginiq/domain/expire';
import { done } from '@marginiq/domain/govern/action';
import { TIMER } from '@marginiq/domain/govern/actors';
import { auditedRequest } from '../audit/audited-request.ts';
import { perform } from '../audit/perform.ts';
import type { Clock } from '../clock.ts';
import { putDecided } from '../commands/put-decided.ts';
import { commit } from '../tenancy/commit.ts';
import { fromStored } from '../tenancy/documents.ts';
import type { UnfitDocumentError } from '../tenancy/fit.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import type { Commit } from '../tenancy/unit-of-work.ts';

/** One commit, its writing included, has to stay well below the time for which people's commits give way. */
const AT_ONCE = 100;

interface Closing {
  now: Instant;
  clock: Clock;
  onUnfit: (error: UnfitDocumentError) => void;
}

const isOpen = { status: { $in: OPEN_STATUSES } };

/** Which requests are open, their time has run out, and they lie behind a position. */
export const overdue = (now: Instant, position = 0) =>
  ({ ...isOpen, expiresAt: { $lt: now }, seq: { $gt: position } }) as never;

/** Which requests are open, and their time has not run out yet. */
export const notYetDue = (now: Instant) => ({ ...isOpen, expiresAt: { $gte: now } }) as never;

/** By this the first of those is found. */
export const FIRST_DUE = { sort: { expiresAt: 1 }, limit: 1, projection: { expiresAt: 1 } } as const;

interface Closed {
  closed: number;
  /** The position behind which more may be due. */
  last: number | null;
  /** The company's alarm is set to what is due next. */
  isAlarmSet: boolean;
}

/**
 * Closes the next due requests behind a position. All that it needs comes by one command, with the company's position: a thousand
 * companies may have something due at the same moment.
 */
async function closeNext(store: TenantStore, position: number, { now, clock, onUnfit }: Closing): Promise<Closed> {
  const work = async (unit: Commit): Promise<Closed> => {
    const [companies, due, [next]] = await Promise.all([
      unit.reads.byIds('companies', [store.companyId]),
      unit.reads.all('discountRequests', overdue(now, position), { sort: { seq: 1 }, limit: AT_ONCE }),
      unit.reads.all('discountRequests', notYetDue(now), FIRST_DUE),
    ]);
    // Nothing happens in a suspended company. The sweep does what is due once it is active again.
    if (companies.get(store.companyId)?.status !== 'active') return { closed: 0, last: null, isAlarmSet: false };
    let closed = 0;
    for (const stored of due) {
      const request = fromStored<DiscountRequest>(stored);
      const event = decideExpiry(request, now);
      if (event === null) continue;
      const expired = apply(request, event);
      const decided = { type: 'request.expire', by: event.by, at: now, before: stored, after: expired } as const;
      const unfit = putDecided(unit, decided);
      if (unfit !== null) {
        onUnfit(unfit);
        continue;
      }
      const [before, after] = [auditedRequest(request), auditedRequest(expired)];
      const about = { at: now, requestId: request.id };
      perform(unit, { actor: TIMER, clock }, 'request.expire', done(undefined, { before, after }), about);
      closed += 1;
    }
    const last = due.length < AT_ONCE ? null : (due.at(-1)?.seq ?? null);
    if (last === null) unit.setAlarm(next?.expiresAt ?? null);
    return { closed, last, isAlarmSet: last === null && unit.moves };
  };
  return (await commit(store, work, { gathersReads: true })).result;
}

/**
 * Closes a company's open requests whose time to be decided has run out, in commits that leave room for people's
 * commands.
 * @param onUnfit called for each that stays open because devices could not read it when closed
 * @returns how many were closed, and whether the company's alarm is set to what is due next
 */
export async function expireRequests(
  store: TenantStore,
  clock: Clock,
  onUnfit: (error: UnfitDocumentError) => void = () => undefined,
): Promise<Omit<Closed, 'last'>> {
  const closing = { now: clock.now(), clock, onUnfit };
  let [closed, isAlarmSet] = [0, false];
  for (let after: number | null = 0; after !== null; ) {
    const done: Closed = await closeNext(store, after, closing);
    closed += done.closed;
    isAlarmSet = done.isAlarmSet;
    after = done.last;
  }
  return { closed, isAlarmSet };
}
