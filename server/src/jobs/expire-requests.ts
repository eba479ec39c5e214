import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { apply } from '@marginiq/domain/apply';
import { SYSTEM } from '@marginiq/domain/decision';
import { decideExpiry } from '@marginiq/domain/expire';
import { auditEntry, auditedRequest } from '../commands/audit-entry.ts';
import type { Clock } from '../services.ts';
import { type Commit, commit } from '../tenancy/commit.ts';
import { fromStored, toStored } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

/** As many as one transaction carries with ease. */
const MAX_PER_COMMIT = 500;

const OPEN: DiscountRequest['status'][] = ['underReview', 'adjustmentRequested'];

async function expire(unit: Commit, ids: readonly string[], { clock, now }: { clock: Clock; now: string }) {
  const { store } = unit;
  // Read again inside the transaction: somebody may have decided in between, and what they decided stands.
  const requests = await store.collection('discountRequests').findByIds(ids);
  let expired = 0;
  for (const stored of requests.values()) {
    const request = fromStored<DiscountRequest>(stored);
    const event = decideExpiry(request, now);
    if (event === null) continue;
    const after = apply(request, event);
    unit.put('discountRequests', toStored(after));
    const entry = auditEntry(
      { id: clock.newId(), companyId: store.companyId, at: now, action: 'request.expire', actor: SYSTEM },
      { requestId: request.id, before: auditedRequest(request), after: auditedRequest(after) },
    );
    unit.insert('auditLogs', toStored(entry));
    expired += 1;
  }
  return expired;
}

/**
 * Closes a company's open requests whose time to be decided is over.
 * @returns how many it closed
 */
export async function expireRequests(store: TenantStore, clock: Clock): Promise<number> {
  const now = clock.now();
  let expired = 0;
  for (;;) {
    const found = await store
      .collection('discountRequests')
      .find(
        { status: { $in: OPEN }, expiresAt: { $lt: now } },
        { limit: MAX_PER_COMMIT, sort: { expiresAt: 1 }, projection: { _id: 1 } },
      );
    if (found.length === 0) return expired;
    const ids = found.map(({ _id }) => _id);
    const { result } = await commit(store, (unit) => expire(unit, ids, { clock, now }));
    expired += result;
    if (found.length < MAX_PER_COMMIT) return expired;
  }
}
