import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Instant } from '@marginiq/contract/scalars';
import { SYSTEM } from './decision.ts';
import type { RequestEvent } from './request-event.ts';

/** The event that closes an open request whose deadline has passed, or null while it may stay open. */
export function decideExpiry(request: DiscountRequest, now: Instant): RequestEvent | null {
  const open = request.status === 'underReview' || request.status === 'adjustmentRequested';
  return open && request.expiresAt < now ? { type: 'expired', by: SYSTEM, at: now } : null;
}
