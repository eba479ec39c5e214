import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Instant } from '@marginiq/contract/scalars';
import { isOverdue } from './deadlines.ts';
import { SYSTEM } from './decision.ts';
import type { RequestEvent } from './request-event.ts';

/** The event that closes an open request whose deadline has passed, or null while it may stay open. */
export function decideExpiry(request: DiscountRequest, now: Instant): RequestEvent | null {
  return isOverdue(request, now) ? { type: 'expired', by: SYSTEM, at: now } : null;
}
