import { type DiscountRequest, OPEN_STATUSES } from '@marginiq/contract/discount-request';
import { apply } from '@marginiq/domain/apply';
import { SYSTEM } from '@marginiq/domain/decision';
import { decideExpiry } from '@marginiq/domain/expire';
import { auditEntry, auditedRequest } from '../commands/audit-entry.ts';
import type { Clock } from '../services.ts';
import { commit } from '../tenancy/commit.ts';
import { fromStored, toStored } from '../tenancy/documents.ts';
import type { UnfitDocumentError } from '../tenancy/fit.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

/** As many as one transaction carries with ease; the next run takes the rest. */
const MAX_AT_ONCE = 500;

/**
 * Closes a company's open requests whose time to be decided is over.
 * @param onUnfit told of each that stays open because devices could not read it when closed
 * @returns how many were closed
 */
export async function expireRequests(
  store: TenantStore,
  clock: Clock,
  onUnfit: (error: UnfitDocumentError) => void = () => undefined,
): Promise<number> {
  const now = clock.now();
  const due = { status: { $in: OPEN_STATUSES }, expiresAt: { $lt: now } };
  const found = await store
    .collection('discountRequests')
    .find(due as never, { limit: MAX_AT_ONCE, projection: { _id: 1 } });
  if (found.length === 0) return 0;
  const { result } = await commit(store, async (unit) => {
    // Read again inside the commit: somebody may have decided in between, and what they decided stands.
    const requests = await unit.store.collection('discountRequests').findByIds(found.map(({ _id }) => _id));
    let closed = 0;
    for (const stored of requests.values()) {
      const request = fromStored<DiscountRequest>(stored);
      const event = decideExpiry(request, now);
      if (event === null) continue;
      const expired = apply(request, event);
      const unfit = unit.putIfFit('discountRequests', toStored(expired));
      if (unfit !== null) {
        onUnfit(unfit);
        continue;
      }
      const entry = auditEntry(
        { id: clock.newId(), companyId: store.companyId, at: now, action: 'request.expire', actor: SYSTEM },
        { requestId: request.id, before: auditedRequest(request), after: auditedRequest(expired) },
      );
      unit.insert('auditLogs', toStored(entry));
      closed += 1;
    }
    return closed;
  });
  return result;
}
