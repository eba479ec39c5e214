import { type DiscountRequest, OPEN_STATUSES } from '@marginiq/contract/discount-request';
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

/** One commit, its writing included, has to stay well below the time for which people's commits give way. */
const AT_ONCE = 100;

interface Closing {
  now: Instant;
  clock: Clock;
  onUnfit: (error: UnfitDocumentError) => void;
}

/** Closes those of the next due requests behind a position that are still open. */
async function closeNext(
  store: TenantStore,
  position: number,
  { now, clock, onUnfit }: Closing,
): Promise<{ closed: number; last: number | null }> {
  const due = { status: { $in: OPEN_STATUSES }, expiresAt: { $lt: now }, seq: { $gt: position } };
  const found = await store
    .collection('discountRequests')
    .find(due as never, { sort: { seq: 1 }, limit: AT_ONCE, projection: { _id: 1, seq: 1 } });
  if (found.length === 0) return { closed: 0, last: null };
  const { result: closed } = await commit(store, async (unit) => {
    // Read again inside the commit: somebody may have decided in between, and their decision prevails.
    const requests = await unit.store.collection('discountRequests').findByIds(found.map(({ _id }) => _id));
    let count = 0;
    for (const stored of requests.values()) {
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
      count += 1;
    }
    return count;
  });
  return { closed, last: found.length < AT_ONCE ? null : (found.at(-1)?.seq ?? null) };
}

/**
 * Closes a company's open requests whose time to be decided has run out, in commits that leave room for people's
 * commands.
 * @param onUnfit called for each that stays open because devices could not read it when closed
 * @returns how many were closed
 */
export async function expireRequests(
  store: TenantStore,
  clock: Clock,
  onUnfit: (error: UnfitDocumentError) => void = () => undefined,
): Promise<number> {
  const closing = { now: clock.now(), clock, onUnfit };
  let closed = 0;
  for (let after: number | null = 0; after !== null; ) {
    const done: { closed: number; last: number | null } = await closeNext(store, after, closing);
    closed += done.closed;
    after = done.last;
  }
  return closed;
}
