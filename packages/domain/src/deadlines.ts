import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Governance } from '@marginiq/contract/governance';
import type { Instant } from '@marginiq/contract/scalars';
import { isOpen } from './status.ts';

const DAY_MS = 86_400_000;

/** How long a request waits for a decision before it is closed as expired. */
export const REVIEW_DAYS = 14;

/** For how many days an approval is valid if the company says nothing else. */
export const DEFAULT_APPROVAL_DAYS = 30;

const daysAfter = (instant: Instant, days: number): Instant =>
  new Date(Date.parse(instant) + days * DAY_MS).toISOString();

export const reviewDeadline = (submittedAt: Instant): Instant => daysAfter(submittedAt, REVIEW_DAYS);

/** Whether an open request's time for a decision is over: by the clock, whether or not the worker has closed it yet. */
export function isOverdue(request: Pick<DiscountRequest, 'status' | 'expiresAt'>, now: Instant): boolean {
  return isOpen(request) && request.expiresAt < now;
}

export function approvalValidUntil(approvedAt: Instant, governance: Pick<Governance, 'approvalDays'> | null): Instant {
  return daysAfter(approvedAt, governance?.approvalDays ?? DEFAULT_APPROVAL_DAYS);
}

/** Until when an approved request can be sold; null for one that was never approved. */
export function approvedUntil({
  approvedUntil: until,
  steps,
}: Pick<DiscountRequest, 'approvedUntil' | 'steps'>): Instant | null {
  if (until) return until;
  // Approved before approvals had an end: the default counts from then.
  const approval = steps.findLast(({ kind }) => kind === 'approve' || kind === 'autoApprove');
  return approval === undefined ? null : approvalValidUntil(approval.at, null);
}

/** Whether its sale can no longer be recorded as won: what was agreed long ago cannot be sold today. One that was won stays won. */
export function isTooLateToWin(
  request: Pick<DiscountRequest, 'approvedUntil' | 'steps' | 'sale'>,
  now: Instant,
): boolean {
  const until = approvedUntil(request);
  return request.sale !== 'won' && until !== null && until < now;
}
